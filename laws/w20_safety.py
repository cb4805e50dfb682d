"""Safety wall: privacy and fairness are paid for in computation and data."""

from ironlaw import Domain, Example, Law, Place, exp, log, normal_cdf, relation, sqrt


def dp_slowdown(k, epsilon):
    """Halving epsilon doubles the extra time."""
    return 1 + k / epsilon


def noise_multiplier(delta, epsilon):
    """Noise that suffices for one release, by the classical bound."""
    return sqrt(2 * log(1.25 / delta)) / epsilon


def delta(epsilon, gaussian_privacy):
    """The exact trade of epsilon against delta, for data sets that are hard to tell apart."""
    return normal_cdf(gaussian_privacy / 2 - epsilon / gaussian_privacy) - exp(
        epsilon
    ) * normal_cdf(-gaussian_privacy / 2 - epsilon / gaussian_privacy)


def gaussian_privacy(noise_multiplier):
    """One release of a value with Gaussian noise."""
    return 1 / noise_multiplier


def gaussian_privacy_sgd(sampling_rate, steps, noise_multiplier):
    """Many noisy steps on random batches act together like one Gaussian release."""
    return sampling_rate * sqrt(steps * (exp(1 / noise_multiplier**2) - 1))


def fairness_data_factor(smallest_group_share):
    """To have enough of a group that is one in n, collect n times as much."""
    return 1 / smallest_group_share


def sampling_rate(samples_per_batch, training_samples):
    """Each example is in a batch with the batch's share of the data set."""
    return samples_per_batch / training_samples


def steps(epochs, sampling_rate):
    """As many batches as make up the data set, in each epoch."""
    return epochs / sampling_rate


law = Law(
    number=20,
    name="Safety",
    domain=Domain.OPERATIONS,
    places=[Place.FLOP],
    question="What do privacy and fairness cost?",
    explanation="""
        Training with differential privacy clips every example's gradient and adds noise, so that no
        single example can be recognised in the model. A smaller epsilon is a stricter promise; it
        needs more noise, and more noise needs more steps or larger batches. The source's
        slowdown, one plus a factor over epsilon, only states this direction: no calibration of
        the factor has been published, so its figures are no forecasts. What theory does fix is how
        much noise a promise takes. The classical bound holds for epsilon up to 1;
        Gaussian differential privacy holds for any epsilon, exactly for one release and,
        as a limit of many small steps, closely for training. That limit is the accountant here; the
        usual accountants bound from above, and read a larger epsilon for the same training.
        Fairness has a data price: a group
        that is one in a hundred takes a hundred times its own sample to be sampled in passing.
    """,
    sources=["reddi2026mlsysim", "dwork2014foundations", "dong2022gaussian", "bu2020deep"],
    relations=[
        relation(
            dp_slowdown,
            source="reddi2026mlsysim",
            assumes="the factor is known for the task at hand; no calibration has been published",
        ),
        relation(
            noise_multiplier,
            choice="privacy",
            variant="classical",
            source="dwork2014foundations",
            assumes="epsilon is at most 1, and there is one release",
        ),
        relation(
            delta, choice="privacy", variant=("single_release", "sgd"), source="balle2018improving"
        ),
        relation(
            gaussian_privacy, choice="privacy", variant="single_release", source="dong2022gaussian"
        ),
        relation(
            gaussian_privacy_sgd,
            defines="gaussian_privacy",
            choice="privacy",
            variant="sgd",
            source="bu2020deep",
            assumes="many steps, each on a small random share of the data",
        ),
        relation(sampling_rate, choice="privacy", variant="sgd", source="bu2020deep"),
        relation(steps, choice="privacy", variant="sgd", source="bu2020deep"),
        relation(fairness_data_factor, source="reddi2026mlsysim"),
    ],
    examples=[
        Example(
            "The source's slowdown at epsilon 1",
            given={"k": 2, "epsilon": 1},
            expect={"dp_slowdown": 3},
            remark="The factor 2 is the source's own; nothing published supports a value.",
            source="reddi2026mlsysim",
        ),
        Example(
            "Noise for one release at epsilon 1",
            given={"epsilon": 1, "delta": 1e-5},
            expect={"noise_multiplier": 4.845},
            remark="Sufficient, not necessary: the exact figure is 3.731.",
            source="dwork2014foundations",
        ),
        Example(
            "The least noise for one release at epsilon 1",
            given={"epsilon": 1, "delta": 1e-5},
            expect={"noise_multiplier": 3.731},
            using={"privacy": "single_release"},
            source="balle2018improving",
        ),
        Example(
            "Epsilon of Gaussian differential privacy with mu 0.35",
            given={"gaussian_privacy": 0.35, "delta": 1e-5},
            expect={"epsilon": 1.34},
            using={"privacy": "sgd"},
            source="bu2020deep",
            rtol=0.003,
        ),
        Example(
            "Privacy of 20 epochs on 60 000 images",
            given={"sampling_rate": 0.0042667, "steps": 4687.5, "noise_multiplier": 1.06},
            expect={"gaussian_privacy": 0.35},
            using={"privacy": "sgd"},
            remark="Batches of 256.",
            source="bu2020deep",
            rtol=0.01,
        ),
        Example(
            "A group that is one in a hundred",
            given={"smallest_group_share": 0.01},
            expect={"fairness_data_factor": 100},
            source="reddi2026mlsysim",
        ),
        Example(
            "Fifteen epochs on 60 000 images in batches of 256",
            given={
                "samples_per_batch": 256,
                "training_samples": 60000,
                "epochs": 15,
                "noise_multiplier": 1.3,
                "delta": 1e-05,
            },
            expect={"sampling_rate": 0.0042667, "steps": 3515.6, "epsilon": 0.8345},
            remark="As the authors' program prints it.",
            source="bu2020deep",
            using={"privacy": "sgd"},
        ),
    ],
)
