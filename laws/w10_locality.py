"""Locality wall: traffic that crosses the network shares its narrowest cut."""

from ironlaw import Domain, Example, Law, Min, Place, relation


def effective_bandwidth(link_bandwidth, bisection_fraction, oversubscription):
    """A link's bandwidth, less what the topology and thinned-out uplinks take away."""
    return link_bandwidth * bisection_fraction / oversubscription


def bisection_bandwidth(devices, effective_bandwidth):
    """Half of the devices send to the other half."""
    return (devices / 2) * effective_bandwidth


def bisection_fraction_ring(devices):
    """Two links join the halves of a ring, where full bisection has half as many as devices."""
    return Min(1, 4 / devices)


def bisection_fraction_torus_3d(torus_side):
    """Two faces of k by k links join the halves of a torus of k by k by k devices."""
    return Min(1, 4 / torus_side)


def devices(torus_side):
    """A cube of devices."""
    return torus_side**3


def bisection_fraction_dragonfly(global_links_per_router, devices_per_router, dragonfly_groups):
    """Half of a group's global links lead to the other half of the groups, or slightly more."""
    return Min(
        1,
        (global_links_per_router / (2 * devices_per_router))
        * (dragonfly_groups / (dragonfly_groups - 1)),
    )


TOPOLOGIES = ("fat_tree", "ring", "torus_3d", "dragonfly")

law = Law(
    number=10,
    name="Locality",
    domain=Domain.DATA,
    places=[Place.SCALING],
    question="How much of a link's bandwidth is left when everyone talks to everyone?",
    explanation="""
        Cut a network into two halves: the links that cross the cut are all that traffic between
        the halves can use. Full bisection means half as many crossing links as there are
        devices, so that every device can send across at once; the bisection fraction compares a
        topology with that. A fat tree keeps it at 1 unless its uplinks are thinned out, which
        the oversubscription counts; a ring or a torus loses it as it grows. The law takes all
        traffic to cross the cut, the worst case; of an all-to-all only half does. Traffic
        between neighbours hardly crosses at all: a ring all-reduce on a ring, or along an axis
        of a torus, has the full bandwidth of its links.
    """,
    sources=["leiserson1985fattrees", "dally2004principles", "kim2008dragonfly", "llama2024herd"],
    relations=[
        relation(
            effective_bandwidth,
            choice="topology",
            variant=TOPOLOGIES,
            source="leiserson1985fattrees",
            assumes="every device sends across the cut; of evenly spread traffic only half does",
        ),
        relation(
            bisection_fraction_ring,
            defines="bisection_fraction",
            choice="topology",
            variant="ring",
            source="dally2004principles",
            assumes="an even number of devices",
        ),
        relation(
            bisection_fraction_torus_3d,
            defines="bisection_fraction",
            choice="topology",
            variant="torus_3d",
            source="dally2004principles",
            assumes="an even number of devices along each side, with links that wrap around",
        ),
        relation(devices, choice="topology", variant="torus_3d", assumes="equal sides"),
        relation(
            bisection_fraction_dragonfly,
            defines="bisection_fraction",
            choice="topology",
            variant="dragonfly",
            source="kim2008dragonfly",
            assumes="every two groups are joined alike, and links within groups do not limit",
        ),
        relation(bisection_bandwidth),
    ],
    examples=[
        Example(
            "Above the pods of a 400 Gbit/s fat tree with 1:7 oversubscription",
            given={"link_bandwidth": "400 Gbit/s", "oversubscription": 7},
            expect={"effective_bandwidth": "57.14 Gbit/s"},
            remark="The inputs are published; the result follows from them.",
            source="llama2024herd",
        ),
        Example(
            "A ring of 64 devices with links of 50 GB/s",
            given={"devices": 64, "link_bandwidth": "50 GB/s", "oversubscription": 1},
            expect={"bisection_fraction": 0.0625, "effective_bandwidth": "3.125 GB/s"},
            remark="Divided by all devices, rather than by half of them, the two links of the cut "
            "give 2/N, a figure also in use; full bisection would then be one half.",
            source="dally2004principles",
            using={"topology": "ring"},
        ),
        Example(
            "A cubic torus of 4096 devices",
            given={"devices": 4096},
            expect={"torus_side": 16, "bisection_fraction": 0.25},
            source="dally2004principles",
            using={"topology": "torus_3d"},
        ),
        Example(
            "A balanced dragonfly of 10 groups: as many global links as devices on a router",
            given={
                "global_links_per_router": 3,
                "devices_per_router": 3,
                "dragonfly_groups": 10,
            },
            expect={"bisection_fraction": 0.5556},
            remark="One half is the limit of many groups. An all-to-all still runs at full rate, "
            "because half of it stays within its half of the network.",
            source="kim2008dragonfly",
            using={"topology": "dragonfly"},
        ),
        Example(
            "The oversubscription that leaves 100 Gbit/s of 400 Gbit/s",
            given={
                "effective_bandwidth": "100 Gbit/s",
                "link_bandwidth": "400 Gbit/s",
                "bisection_fraction": 1,
            },
            expect={"oversubscription": 4},
        ),
        Example(
            "512 devices that send across the middle at 50 GB/s each",
            given={"devices": 512, "effective_bandwidth": "50 GB/s"},
            expect={"bisection_bandwidth": "12.8 TB/s"},
        ),
    ],
)
