"""Shared by the tests of calibration."""

from experiments.schema import declared

PULL, PAY, EXAM, SEEK = (
    "setting.wants.up_utils", "setting.wants.pay_utils", "setting.programme.programme_exam_share",
    "setting.transfers.transfer_seek_per_year",
)  # fmt: skip
BASE = lambda name: declared()[name].default
