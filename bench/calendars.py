#!/usr/bin/env python3
"""The calendars that are built in against published libraries: every day that both cover, and due times of random moments.

Usage: bench/calendars.py [CANDOR] [COUNT] [SEED]   target/debug/candor, 5000 due times of each calendar and seed 1 when not given
Days come from the libraries alone, due times from them and this script's own arithmetic, time zones from Python's own data. Candor answers
through its command, in one process a calendar. It fails where anything differs, and names the first differences.
"""

import datetime
import os
import pathlib
import random
import re
import subprocess
import sys
import zoneinfo

here = pathlib.Path(__file__).resolve().parent.parent
tools = here / "target/calendars"
packages = ["chinesecalendar==1.11.0", "holidays==0.109", "tzdata==2026.6"]
install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore",
           "--target", str(tools), *packages]

candor = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else here / "target/debug/candor")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
day = datetime.timedelta(days=1)

if not tools.is_dir():
    subprocess.run(install, check=False)
sys.path.insert(0, str(tools))
try:
    import chinese_calendar
    import holidays
    import tzdata  # noqa: F401  zoneinfo looks for it
except ImportError as missing:
    sys.exit(f"{missing.name} is not there; remove {tools} and run: {' '.join(install)}")
# The machine's own zones may be older than those.
zoneinfo.reset_tzpath([])


def china(date):
    return chinese_calendar.is_workday(date)


def weekdays_but(closed):
    return lambda date: date.weekday() < 5 and date not in closed


# Zone and close of a day are what the calendars are meant to say; days are a library's.
years = [date.year for date in chinese_calendar.constants.holidays]
LIBRARIES = {
    "cn": ("Asia/Shanghai", china, f"chinesecalendar {packages[0][17:]}", datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)),
    "target": ("Europe/Berlin", weekdays_but(holidays.financial_holidays("ECB")), f"holidays {holidays.__version__}",
               datetime.date(2002, 1, 1), datetime.date(2099, 12, 31)),
    "us_federal": ("America/New_York", weekdays_but(holidays.country_holidays("US", categories=("public",))), f"holidays {holidays.__version__}",
                   datetime.date(2022, 1, 1), datetime.date(2099, 12, 31)),
}
CLOSE = datetime.time(17)


def due(business, zone, submitted, days):
    date = submitted.astimezone(zone).date()
    while days:
        date += day
        days -= business(date)
    return datetime.datetime.combine(date, CLOSE, zone).astimezone(datetime.timezone.utc)


def moment(first, last, zone):
    """A moment of a day from `first` to `last`; every second one about midnight there, where the day of a submission is easily mistaken."""
    date = first + day * chance.randrange((last - first).days + 1)
    seconds = chance.choice([chance.randrange(86400), chance.choice([0, 1, 59, 60, 3599, 86399, 86340, 82800])])
    start = datetime.datetime.combine(date, datetime.time(), zone).astimezone(datetime.timezone.utc)
    return start + datetime.timedelta(seconds=seconds)


def written(submitted):
    """As RFC 3339 writes it, with some offset."""
    offset = datetime.timezone(datetime.timedelta(minutes=chance.choice([0, 0, 60, -300, 345, 480, 630])))
    return submitted.astimezone(offset).isoformat()


def told(*arguments, lines=""):
    """What `candor calendar` answers, line by line."""
    run = subprocess.run([candor, "calendar", *arguments], input=lines, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"`candor calendar {' '.join(arguments)}` failed: {run.stderr.strip() or run.returncode}")
    return run.stdout.splitlines()


def compare(name, first, last):
    zone_name, business, library, from_library, to_library = LIBRARIES[name]
    zone = zoneinfo.ZoneInfo(zone_name)
    first, last = max(first, from_library), min(last, to_library)
    dates = [first + day * number for number in range((last - first).days + 1)]
    asked = [(date.isoformat(), "business" if business(date) else "closed") for date in dates]
    # A due time must lie in what both cover: ten business days take less than thirty, whatever feast lies between.
    while len(asked) < len(dates) + count:
        submitted, days = moment(first, last - 30 * day, zone), chance.randrange(1, 11)
        asked.append((f"{written(submitted)} {days}", due(business, zone, submitted, days).strftime("%Y-%m-%dT%H:%M:%SZ")))
    lines = "".join(f"{question}\n" for question, _ in asked)
    answers = told("due", name, "--batch", lines=lines)
    if len(answers) != len(asked):
        sys.exit(f"{name}: {len(answers)} answers to {len(asked)} lines")
    wrong = [(question, right, answer) for (question, right), answer in zip(asked, answers) if right != answer]
    wrong_days = sum(len(question) == 10 for question, _, _ in wrong)
    print(f"{name}: {count - len(wrong) + wrong_days} of {count} due times equal, {len(dates) - wrong_days} of {len(dates)} days equal "
          f"({first} to {last}, which {library} covers, too)")
    for question, right, answer in wrong[:5]:
        print(f"  {question}: {answer} here, {right} by {library}")
    return not wrong


listed = "\n".join(told("list"))
spans = re.findall(r"^(\w+) +\S+ +(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)$", listed, re.MULTILINE)
if {name for name, _, _ in spans} != set(LIBRARIES):
    sys.exit(f"these are built in, and others are known here:\n{listed}")
equal = [compare(name, datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)) for name, first, last in spans]
sys.exit(0 if all(equal) else 1)
