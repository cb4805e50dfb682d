"""Ingestion wall: devices cannot train on data faster than storage delivers it."""

from ironlaw import Domain, Example, Law, Min, Place, relation


def ingestion_utilization(data_demand, storage_supply):
    """Demand over supply: above 1 the devices starve."""
    return data_demand / storage_supply


def ingestion_share(storage_supply, data_demand):
    """The devices work at full speed, or at the share that storage can feed."""
    return Min(1, storage_supply / data_demand)


def data_demand(demanded_sample_rate, sample_bytes):
    """Every sample is read in full."""
    return demanded_sample_rate * sample_bytes


def demanded_sample_rate(samples_per_batch, step_time):
    """One batch in every step."""
    return samples_per_batch / step_time


def delivered_sample_rate(storage_supply, sample_bytes):
    """The samples that the storage bandwidth amounts to."""
    return storage_supply / sample_bytes


def storage_supply(storage_drives, drive_bandwidth):
    """Drives read in parallel add up."""
    return storage_drives * drive_bandwidth


def ingestion_time(samples_per_batch, sample_bytes, storage_supply):
    """One batch, at the bandwidth of the storage."""
    return samples_per_batch * sample_bytes / storage_supply


law = Law(
    number=8,
    name="Ingestion",
    domain=Domain.DATA,
    places=[Place.MFU],
    question="Can storage feed the devices?",
    explanation="""
        Training reads a batch of samples in every step. Storage that delivers fewer bytes per
        second than the steps consume makes the devices wait, however fast they are, and the
        share of time in which they work is the supply over the demand. A supply beyond the
        demand gains nothing. Large samples, such as images, video and volumes, hit this wall
        long before text does. The law is about sustained rates with prefetching: a cache that
        holds the data set, or many small files read at random, change the supply, not the law.
    """,
    sources=["mlcommons2024storage", "mohan2021stalls", "reddi2026mlsysim"],
    relations=[
        relation(ingestion_utilization, source="reddi2026mlsysim"),
        relation(ingestion_share, source="mohan2021stalls", assumes="reads overlap computation"),
        relation(data_demand),
        relation(
            demanded_sample_rate, assumes="the step time is that of devices that never starve"
        ),
        relation(delivered_sample_rate),
        relation(storage_supply, assumes="neither the network nor the hosts limit the drives"),
        relation(ingestion_time),
    ],
    examples=[
        Example(
            "40 000 images of 150 kB per second",
            given={"demanded_sample_rate": "40000 1/s", "sample_bytes": "150 kB"},
            expect={"data_demand": "6 GB/s"},
            remark="Illustrative, not measured.",
            source="reddi2026mlsysim",
        ),
        Example(
            "Demand of 6 GB/s on storage of 4 GB/s",
            given={"data_demand": "6 GB/s", "storage_supply": "4 GB/s"},
            expect={"ingestion_utilization": 1.5, "ingestion_share": 0.6667},
        ),
        Example(
            "MLPerf Storage 3D-UNet: bandwidth that feeds 36 simulated H100",
            given={
                "delivered_sample_rate": "708.234879563363 1/s",
                "sample_bytes": "146600628 byte",
            },
            expect={"storage_supply": "99017.79 MiB/s"},
            remark="The report names the field MB per second, but its unit is 2^20 bytes.",
            source="mlcommons2024storage",
        ),
        Example(
            "MLPerf Storage 3D-UNet: how busy two simulated H100 are",
            given={
                "delivered_sample_rate": "39.771037 1/s",
                "sample_bytes": "146600628 byte",
                "samples_per_batch": 14,
                "step_time": "323 ms",
            },
            expect={"ingestion_share": 0.923514},
            remark="The law gives 0.9176; the reported figure leaves out the ramp of the first batch.",
            source="mlcommons2024storage",
            rtol=0.02,
        ),
        Example(
            "Drives of 3.5 GB/s for a demand of 6 GB/s",
            given={"storage_supply": "6 GB/s", "drive_bandwidth": "3.5 GB/s"},
            expect={"storage_drives": 1.714},
            remark="Two drives: the least whole number.",
        ),
        Example(
            "1536 samples of 1 MB from 4 GB/s",
            given={"samples_per_batch": 1536, "sample_bytes": "1 MB", "storage_supply": "4 GB/s"},
            expect={"ingestion_time": "384 ms"},
        ),
    ],
)
