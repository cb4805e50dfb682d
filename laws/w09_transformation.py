"""Transformation wall: devices wait for the CPUs that decode and augment their data."""

from ironlaw import Domain, Example, Law, Max, Place, relation


def transformation_time(samples_per_batch, sample_bytes, cpu_throughput):
    """The CPUs have to work through the bytes of the whole batch."""
    return samples_per_batch * sample_bytes / cpu_throughput


def transformation_share(step_time, transformation_time):
    """The slower of computing and preparing sets the pace of the pipeline."""
    return step_time / Max(step_time, transformation_time)


def cpu_throughput(cpu_cores, core_throughput):
    """Cores work on separate samples, so their rates add up."""
    return cpu_cores * core_throughput


def core_throughput(core_sample_rate, sample_bytes):
    """A rate in samples, in bytes."""
    return core_sample_rate * sample_bytes


def cores_needed(samples_per_batch, sample_bytes, core_throughput, step_time):
    """Enough cores to prepare the next batch while this one is computed."""
    return samples_per_batch * sample_bytes / (core_throughput * step_time)


law = Law(
    number=9,
    name="Transformation",
    domain=Domain.DATA,
    places=[Place.MFU],
    question="Can the CPUs prepare the data as fast as the devices consume it?",
    explanation="""
        Samples are stored compressed and raw; CPUs decode, crop, augment and tokenize them while
        the devices compute the previous batch. If a batch takes longer to prepare than to
        compute, the devices idle for the difference, and a faster accelerator only idles more.
        The remedy is more cores, cheaper transformations, or work moved to the device or done
        once ahead of time. The law holds for a pipeline that prepares one batch ahead at steady
        rates; start-up, a slow single sample and contention for the hosts' memory come on top.
    """,
    sources=["reddi2026mlsysim", "mohan2021stalls"],
    relations=[
        relation(transformation_time, source="reddi2026mlsysim"),
        relation(
            transformation_share,
            source="mohan2021stalls",
            assumes="a batch is prepared while the last one is computed",
        ),
        relation(cpu_throughput, assumes="cores do not slow each other down"),
        relation(core_throughput),
        relation(cores_needed, assumes="cores do not slow each other down"),
    ],
    examples=[
        Example(
            "A batch of 2048 images on 16 cores, each at 850 images per second",
            given={
                "samples_per_batch": 2048,
                "sample_bytes": "150 kB",
                "cpu_cores": 16,
                "core_sample_rate": "850 1/s",
                "step_time": "48 ms",
            },
            expect={"transformation_time": "150.6 ms", "transformation_share": 0.3188},
            remark="Illustrative, not measured; the source rounds the share to 32 %. The size of "
            "a sample cancels out.",
            source="reddi2026mlsysim",
        ),
        Example(
            "The cores that keep up with a step of 48 ms",
            given={
                "samples_per_batch": 2048,
                "sample_bytes": "150 kB",
                "core_sample_rate": "850 1/s",
                "step_time": "48 ms",
            },
            expect={"cores_needed": 50.20},
            remark="51 cores: the least whole number.",
        ),
        Example(
            "The throughput that prepares a batch in one step",
            given={
                "samples_per_batch": 2048,
                "sample_bytes": "150 kB",
                "transformation_time": "48 ms",
            },
            expect={"cpu_throughput": "6.4 GB/s"},
            remark="The source writes batch times sequence over throughput; a sample's size in "
            "bytes stands for the sequence here, so that images and text have one formula.",
        ),
        Example(
            "The cores for samples that take ten times as long",
            given={
                "samples_per_batch": 2048,
                "sample_bytes": "150 kB",
                "core_sample_rate": "85 1/s",
                "step_time": "48 ms",
            },
            expect={"cores_needed": 502.0},
            remark="The source speaks of 10 to 100 times as many cores: here it is what a sample takes that decides.",
            source="reddi2026mlsysim",
        ),
    ],
)
