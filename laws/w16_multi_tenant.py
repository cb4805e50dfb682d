"""Multi-tenant wall: on a shared cluster a job waits before it runs."""

from ironlaw import Domain, Example, Law, Place, erlang_c, relation


def queue_wait(cluster_utilization, job_service_rate):
    """Jobs of one length, one at a time: half the wait of jobs of random length."""
    return cluster_utilization / (2 * job_service_rate * (1 - cluster_utilization))


def queue_wait_variable(job_time_variation, cluster_utilization, job_service_rate):
    """Jobs of any length, one at a time: the wait grows with the square of their variation."""
    return ((1 + job_time_variation**2) / 2) * (
        cluster_utilization / (job_service_rate * (1 - cluster_utilization))
    )


def queue_wait_slots(job_wait_probability, job_slots, job_service_rate, cluster_utilization):
    """Several jobs at a time: those that wait share the rate at which slots become free."""
    return job_wait_probability / (job_slots * job_service_rate * (1 - cluster_utilization))


def job_wait_probability(job_slots, cluster_utilization):
    """The chance that all slots are taken when a job arrives."""
    return erlang_c(job_slots, job_slots * cluster_utilization)


def cluster_utilization(job_arrival_rate, job_service_rate):
    """The load of a cluster that runs one job at a time."""
    return job_arrival_rate / job_service_rate


def cluster_utilization_slots(job_arrival_rate, job_slots, job_service_rate):
    """The load of a cluster that runs several jobs at a time."""
    return job_arrival_rate / (job_slots * job_service_rate)


def queue_length(job_arrival_rate, queue_wait):
    """Little's law: the jobs in line are those that arrive during one wait."""
    return job_arrival_rate * queue_wait


def time_to_result(queue_wait, run_time):
    """The run starts when its turn has come."""
    return queue_wait + run_time


law = Law(
    number=16,
    name="Multi-tenant",
    domain=Domain.FLEET,
    places=[Place.TIME_ADDED],
    question="How long does a job wait for its turn on a shared cluster?",
    explanation="""
        Jobs arrive at random and the cluster is sometimes taken, so they queue. The wait grows
        with the utilization over what is left of it: nothing much at half load, without bound as
        the cluster fills up. The source treats the whole cluster as one server and all jobs as
        equally long. Jobs of random length wait twice as long, and a mix of short and
        very long ones far longer. A cluster that runs many jobs at once waits far less at the same
        load, because some slot soon becomes free. No form here holds for priorities,
        for jobs that need many slots together, or for arrivals that come in bursts. The
        jobs are those of everyone: one's own run time does not change the wait for it.
    """,
    sources=["reddi2026mlsysim", "kleinrock1975queueing", "little1961proof"],
    relations=[
        relation(
            queue_wait,
            choice="queue",
            variant="md1",
            source="reddi2026mlsysim",
            assumes="Poisson arrivals, jobs of equal length, one at a time in order",
        ),
        relation(
            queue_wait_variable,
            defines="queue_wait",
            choice="queue",
            variant="mg1",
            source="kleinrock1975queueing",
            assumes="Poisson arrivals, independent job times, one at a time in order",
        ),
        relation(
            queue_wait_slots,
            defines="queue_wait",
            choice="queue",
            variant="mmc",
            source="kleinrock1975queueing",
            assumes="Poisson arrivals, exponential job times, one slot a job, in order",
        ),
        relation(job_wait_probability, choice="queue", variant="mmc", source="erlang1917solution"),
        relation(cluster_utilization, choice="queue", variant=("md1", "mg1")),
        relation(
            cluster_utilization_slots,
            defines="cluster_utilization",
            choice="queue",
            variant="mmc",
        ),
        relation(queue_length, source="little1961proof"),
        relation(time_to_result),
    ],
    examples=[
        Example(
            "One-day jobs on a cluster that is 80 % busy",
            given={"cluster_utilization": 0.8, "job_service_rate": "1 job/day"},
            expect={"queue_wait": "2 day"},
            remark="Twice the job's length, but only where each job takes the whole cluster.",
            source="reddi2026mlsysim",
        ),
        Example(
            "The same jobs at 90 %",
            given={"cluster_utilization": 0.9, "job_service_rate": "1 job/day"},
            expect={"queue_wait": "4.5 day", "queue_length": 4.05},
            remark="Nine times the wait at 50 %, and 16 times the queue; published as five times.",
            published={"queue_wait": "2.5 day"},
            source="reddi2026mlsysim",
        ),
        Example(
            "The same jobs at 80 %, ten at a time",
            given={"cluster_utilization": 0.8, "job_service_rate": "1 job/day", "job_slots": 10},
            expect={"queue_wait": "0.2046 day", "job_wait_probability": 0.4092},
            using={"queue": "mmc"},
            remark="A tenth of the one-server figure, although these jobs vary in length.",
            source="kleinrock1975queueing",
        ),
        Example(
            "How busy may the cluster be for a wait of half a job?",
            given={"queue_wait": "12 hour", "job_service_rate": "1 job/day"},
            expect={"cluster_utilization": 0.5},
        ),
        Example(
            "Three jobs an hour on four slots of one job an hour each",
            given={"job_arrival_rate": "3 1/hour", "job_slots": 4, "job_service_rate": "1 1/hour"},
            expect={"cluster_utilization": 0.75, "job_wait_probability": 0.5094},
            remark="Erlang C of 4 servers and a load of 3: 27/53.",
            using={"queue": "mmc"},
        ),
        Example(
            "Jobs of random length wait twice as long as jobs of one length",
            given={
                "job_time_variation": 1,
                "cluster_utilization": 0.8,
                "job_service_rate": "1 1/hour",
                "run_time": "1 hour",
            },
            expect={"queue_wait": "4 hour", "time_to_result": "5 hour"},
            using={"queue": "mg1"},
        ),
    ],
)
