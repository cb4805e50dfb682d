"""Sustainability wall: every device-hour takes electricity, and electricity has a footprint."""

from ironlaw import Domain, Example, Law, Place, relation

from .w17_capital import device_hours


def carbon(energy, pue, carbon_intensity):
    """The building's electricity at the emissions of its grid."""
    return energy * pue * carbon_intensity


def energy(devices, device_power, run_time):
    """All devices draw their mean power for the whole run."""
    return devices * device_power * run_time


def device_power(power_utilization, idle_power, busy_power):
    """Between idle and busy, power follows the share of time at work."""
    return (1 - power_utilization) * idle_power + power_utilization * busy_power


def facility_energy(energy, pue):
    """Cooling and conversion come on top of what the devices take."""
    return energy * pue


def water(energy, water_usage_effectiveness, pue, electricity_water_intensity):
    """Cooling evaporates water on site, power plants evaporate it elsewhere."""
    return energy * (water_usage_effectiveness + pue * electricity_water_intensity)


def embodied_carbon(devices, device_embodied_carbon, run_time, device_lifetime):
    """The run is charged with the part of the devices' life that it uses up."""
    return devices * device_embodied_carbon * (run_time / device_lifetime)


def total_carbon(carbon, embodied_carbon):
    """Emissions of running the devices and of making them."""
    return carbon + embodied_carbon


law = Law(
    number=18,
    name="Sustainability",
    domain=Domain.OPERATIONS,
    places=[Place.READ_OFF],
    question="How much energy, carbon and water does the run take?",
    explanation="""
        Devices times power times time is energy; the building multiplies it by its PUE, and the
        grid turns it into emissions. The three factors are independent, and the grid's spans
        the widest range: hydropower emits tens of grams per kilowatt-hour, coal about
        eight hundred, so where a run takes place can matter more than how. Rated power overstates
        what devices draw; a mean between idle and busy power is closer. Making the devices emits
        carbon too, which is spread over their life, and cooling towers and power plants evaporate
        water. A yearly average hides the hours: intensity varies by day and season.
    """,
    sources=["reddi2026mlsysim", "patterson2021carbon", "li2023thirsty", "luccioni2022bloom"],
    relations=[
        relation(carbon, source="strubell2019energy"),
        relation(energy, source="patterson2021carbon"),
        relation(device_hours),
        relation(
            device_power,
            source="fan2007power",
            assumes="power is linear in the share of time at work",
        ),
        relation(facility_energy, source="patterson2021carbon"),
        relation(water, source="li2023thirsty"),
        relation(embodied_carbon, source="luccioni2022bloom"),
        relation(total_carbon, source="luccioni2022bloom"),
    ],
    examples=[
        Example(
            "1 GWh of devices on a coal grid",
            given={"energy": "1 GWh", "pue": 1.4, "carbon_intensity": "820 gCO2e/kWh"},
            expect={"carbon": "1148 tCO2e"},
            source="reddi2026mlsysim",
        ),
        Example(
            "The same on a hydropower grid",
            given={"energy": "1 GWh", "pue": 1.4, "carbon_intensity": "20 gCO2e/kWh"},
            expect={"carbon": "28 tCO2e"},
            remark="A factor of 41, the ratio of the intensities; PUE and power are held equal.",
            source="reddi2026mlsysim",
        ),
        Example(
            "Training LLaMA 65B",
            given={
                "devices": 2048,
                "run_time": "499.2 hour",
                "device_power": "400 W",
                "pue": 1.1,
                "carbon_intensity": "0.385 kgCO2e/kWh",
            },
            expect={"facility_energy": "449 MWh", "carbon": "173 tCO2e"},
            remark="1 022 362 GPU-hours, written as 2048 devices: 449.8 MWh and 173.2 t.",
            source="touvron2023llama",
            rtol=0.02,
        ),
        Example(
            "A neural architecture search, in pounds",
            given={
                "devices": 1,
                "run_time": "274120 hour",
                "device_power": "1515.43 W",
                "pue": 1.58,
                "carbon_intensity": "0.954 lb/kWh",
            },
            expect={"facility_energy": "656347 kWh", "carbon": "626155 lb"},
            remark="Estimated, not measured, and widely quoted as the cost of training one model.",
            source="strubell2019energy",
            rtol=0.005,
        ),
        Example(
            "The grid behind BLOOM's emissions",
            given={"energy": "433196 kWh", "pue": 1, "carbon": "24.69 tCO2e"},
            expect={"carbon_intensity": "57 gCO2e/kWh"},
            remark="The published energy leaves out the building.",
            source="luccioni2022bloom",
            rtol=0.002,
        ),
        Example(
            "BLOOM's share in the making of its devices",
            given={
                "devices": 384,
                "run_time": "2820.3 hour",
                "device_embodied_carbon": "462.5 kgCO2e",
                "device_lifetime": "44676 hour",
            },
            expect={"embodied_carbon": "11.2 tCO2e"},
            remark="150 kg a GPU and an eighth of 2500 kg a server, over six years at 85 % use.",
            source="luccioni2022bloom",
            rtol=0.005,
        ),
        Example(
            "Water for 1287 MWh in the United States",
            given={
                "energy": "1287 MWh",
                "water_usage_effectiveness": "0.55 L/kWh",
                "pue": 1.17,
                "electricity_water_intensity": "3.142 L/kWh",
            },
            expect={"water": "5.439e6 L"},
            remark="GPT-3 as the source has it. It takes 1287 MWh for the devices' energy, though "
            "the estimate it comes from already includes the building. The 0.7 million liters on "
            "site are widely quoted; the grid's 3.142 L/kWh rests on this source alone.",
            source="li2023thirsty",
        ),
        Example(
            "Devices of 100 W idle and 700 W busy, two thirds of the time at work",
            given={
                "power_utilization": 0.6666666666666666,
                "idle_power": "100 W",
                "busy_power": "700 W",
                "carbon": "10 kgCO2e",
                "embodied_carbon": "2 kgCO2e",
            },
            expect={"device_power": "500 W", "total_carbon": "12 kgCO2e"},
        ),
        Example(
            "1024 devices for a day",
            given={"devices": 1024, "run_time": "1 day"},
            expect={"device_hours": "24576 hour"},
        ),
    ],
)
