"""Capital wall: devices have to be paid for, whether bought or rented."""

from ironlaw import Domain, Example, Law, Place, floor, relation

from .w15_fragility import nodes


def tco(capex, energy_opex, maintenance_opex):
    """Owning costs the hardware, its electricity and its upkeep."""
    return capex + energy_opex + maintenance_opex


def purchase_cost(devices, device_price):
    """Every device is bought with its share of host and network."""
    return devices * device_price


def purchase_cost_by_node(nodes, node_price):
    """Every node is bought with its devices, its host and its adapters."""
    return nodes * node_price


def capex(purchase_cost, run_time, device_lifetime):
    """The run is charged with the part of the devices' life that it uses up."""
    return purchase_cost * (run_time / device_lifetime)


def device_hours(devices, run_time):
    """All devices are held for the whole run."""
    return devices * run_time


def energy_opex(device_hours, device_power, pue, electricity_price):
    """Every joule of a device is paid with the cooling and conversion it needs."""
    return device_hours * device_power * pue * electricity_price


def maintenance_opex(purchase_cost, maintenance_rate, run_time):
    """Upkeep is a yearly share of the purchase cost."""
    return purchase_cost * maintenance_rate * run_time


def cost_per_used_hour(tco, device_hours, occupancy):
    """The hours that do paid work carry the cost of the idle ones."""
    return tco / (device_hours * occupancy)


def rental_cost(device_hours, rental_price):
    """A rented device is paid by the hour, idle or not."""
    return device_hours * rental_price


def run_cost(tco):
    """On devices of one's own a run costs what owning them costs."""
    return tco


def run_cost_rented(rental_cost):
    """On rented devices a run costs the rent."""
    return rental_cost


def cost_per_flop(run_cost, total_flop):
    """The cost spread over the model's operations."""
    return run_cost / total_flop


def cost_per_token(run_cost, tokens):
    """The cost spread over the training tokens."""
    return run_cost / tokens


def affordable_devices(budget, device_price):
    """Only whole devices can be bought."""
    return floor(budget / device_price)


law = Law(
    number=17,
    name="Capital",
    domain=Domain.OPERATIONS,
    places=[Place.DEVICES, Place.READ_OFF],
    question="What does the run cost, and how many devices does a budget buy?",
    explanation="""
        Owning a cluster costs the hardware, written off over its life, plus electricity, plus
        maintenance. For a run, each part is charged for the time the run holds the devices; with
        the run time set to the lifetime the same formulas give the cost of the whole cluster.
        Electricity is usually about a tenth, so price and lifetime of the hardware decide, and so
        does occupancy: an idle device costs nearly as much as a busy one. Renting turns all of it
        into a price per device-hour. Left out are interest, staff, buildings, resale and the value
        of time; prices fall quickly, so any figure needs its date.
    """,
    sources=["reddi2026mlsysim", "barroso2018datacenter", "deepseek2024v3"],
    relations=[
        relation(tco, source="reddi2026mlsysim"),
        relation(purchase_cost, choice="bought_by", variant="device"),
        relation(
            purchase_cost_by_node, defines="purchase_cost", choice="bought_by", variant="node"
        ),
        relation(nodes, choice="bought_by", variant="node"),
        relation(capex, source="barroso2018datacenter", assumes="straight-line depreciation"),
        relation(device_hours),
        relation(energy_opex, source="barroso2018datacenter"),
        relation(maintenance_opex, source="barroso2018datacenter"),
        relation(cost_per_used_hour),
        relation(rental_cost),
        relation(run_cost, choice="tenure", variant="owned"),
        relation(run_cost_rented, defines="run_cost", choice="tenure", variant="rented"),
        relation(cost_per_flop),
        relation(cost_per_token),
        relation(affordable_devices),
    ],
    examples=[
        Example(
            "1024 H100 over four years",
            given={
                "devices": 1024,
                "device_price": "30000 USD",
                "device_lifetime": "4 year",
                "run_time": "4 year",
                "device_power": "1 kW",
                "pue": 1.3,
                "electricity_price": "0.08 USD/kWh",
                "maintenance_rate": "0.05 1/year",
            },
            expect={
                "capex": "30.72e6 USD",
                "energy_opex": "3.734e6 USD",
                "maintenance_opex": "6.144e6 USD",
                "tco": "40.60e6 USD",
            },
            remark="The source says about $30M of hardware and about 10 % for electricity: 9.2 % "
            "here. Price, power, PUE, tariff and upkeep are assumed; the source leaves them open.",
            source="reddi2026mlsysim",
        ),
        Example(
            "128 nodes of eight at 300 000 USD",
            given={"devices": 1024, "devices_per_node": 8, "node_price": "300000 USD"},
            expect={"nodes": 128, "purchase_cost": "38.4e6 USD"},
            remark="As if each device cost 37 500 USD: the host and the network are in it.",
            using={"bought_by": "node"},
        ),
        Example(
            "The rent of DeepSeek-V3",
            given={"device_hours": "2.788e6 hour", "rental_price": "2 USD/hour", "tokens": 14.8e12},
            expect={"run_cost": "5.576e6 USD"},
            using={"tenure": "rented"},
            remark="The final run alone, at an assumed price: no research, failed runs or staff.",
            source="deepseek2024v3",
        ),
        Example(
            "How long do 2048 devices take for 180 000 device-hours?",
            given={"devices": 2048, "device_hours": "180000 hour"},
            expect={"run_time": "3.7 day"},
            remark="3.662 days; the source prints 3.7.",
            source="deepseek2024v3",
            rtol=0.02,
        ),
        Example(
            "9.72e23 operations on rented H100",
            given={
                "total_flop": "9.72e23 FLOP",
                "device_hours": "682232 hour",
                "rental_price": "2 USD/hour",
            },
            expect={"run_cost": "1.364e6 USD", "cost_per_flop": "1.404e-18 USD/FLOP"},
            using={"tenure": "rented"},
            remark="The source says $10M for a 90B model on 1.8T tokens. At 40 % MFU of "
            "989.4 TFLOP/s and $2 an hour it is $1.4M; $10M buys 7.1e24 operations.",
            published={"run_cost": "10e6 USD"},
            source="reddi2026mlsysim",
        ),
        Example(
            "What $10M buys at $30 000 a device",
            given={"budget": "10e6 USD", "device_price": "30000 USD"},
            expect={"affordable_devices": 333},
        ),
        Example(
            "A run that costs 1.2 million USD on one's own devices, half of whose hours do paid work",
            given={
                "tco": "1.2e6 USD",
                "device_hours": "600000 hour",
                "occupancy": 0.5,
                "tokens": 1000000000000.0,
            },
            expect={
                "run_cost": "1.2e6 USD",
                "cost_per_used_hour": "4 USD/hour",
                "cost_per_token": "1.2e-6 USD",
            },
            remark="2 USD for each hour that is paid, 4 for each that is used.",
            using={"tenure": "owned"},
        ),
    ],
)
