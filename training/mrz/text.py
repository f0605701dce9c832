"""Strings of machine-readable zones: ICAO 9303 parts 4 to 7 and the French identity card of 1988 to 2021.

All people and numbers are invented. Dates are random digits now and then: the recogniser must read what is
printed, not what would be plausible.
"""

from .chance import Chance

ALPHABET = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INDEX = {character: index for index, character in enumerate(ALPHABET)}
LETTERS = ALPHABET[11:]
DIGITS = ALPHABET[1:11]

_SYLLABLES = (
    "BA BE CHI DO ERI FA GU HAN IVA JO KO LIN MAR NA OLA PER QUI RO SEN TO UM VIC WAL XI YU ZE AN EL OS TH SKA "
    "SON EZ RI TZ Y AE OE UE SS IJ KW MC DE LA VAN DER NG TSCH PHA VY ZH QU WO HU IK UJ JAM OBI XA"
).split()
_STATES = (
    "UTO UTO D<< FRA ESP ITA CHN JPN USA GBR AUS CAN NLD BEL CHE AUT POL CZE HUN ROU BGR GRC TUR RUS UKR IND PAK BRA "
    "ARG MEX COL PER CHL ZAF EGY MAR KEN NGA SGP MYS THA VNM IDN PHL KOR TWN HKG MAC LUX ISL FIN SWE NOR DNK EST LVA "
    "LTU SVK SVN HRV SRB ALB AZE GEO ARM KAZ UZB ISR IRN IRQ SAU ARE QAT DZA TUN ETH GHA CIV CMR SEN VEN ECU BOL PRY "
    "URY CUB DOM HTI NZL FJI IRL PRT MLT CYP EUE UNO XXA XXB RKS GBD"
).split()
_WEIGHTS = (7, 3, 1)


def check_digit(field: str) -> str:
    """Check digit of ICAO 9303 part 3, section 4.9: weights 7, 3, 1; `<` counts 0, `A` 10, `Z` 35."""
    return str(sum(max(0, INDEX[character] - 1) * _WEIGHTS[i % 3] for i, character in enumerate(field)) % 10)


def padded(text: str, length: int) -> str:
    return (text + "<" * length)[:length]


def word(chance: Chance) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.whole(1, 4)))


def digits(chance: Chance, count: int) -> str:
    return "".join(chance.choice(DIGITS) for _ in range(count))


def random_line(chance: Chance, length: int, alphabet: str = ALPHABET) -> str:
    """No grammar at all: keeps the recogniser from leaning on the language of the formats."""
    return "".join(chance.choice(alphabet) for _ in range(length))


def _name(chance: Chance, length: int) -> str:
    if chance.true(0.2):
        return padded("".join(chance.choice(LETTERS + "<") for _ in range(chance.whole(5, length))), length)
    surnames = "<".join(word(chance) for _ in range(chance.choice((1, 1, 2))))
    given = "<".join(word(chance) for _ in range(chance.choice((1, 1, 2, 2, 3))))
    return padded(surnames + "<<" + given, length)


def _date(chance: Chance) -> str:
    if chance.true(0.3):
        return digits(chance, 6)
    if chance.true(0.03):
        return digits(chance, 2) + "<<<<"
    return f"{chance.whole(0, 99):02d}{chance.whole(1, 12):02d}{chance.whole(1, 31):02d}"


def _optional(chance: Chance, length: int) -> str:
    if chance.true(0.45):
        return "<" * length
    pool = chance.choice((DIGITS, DIGITS + LETTERS, DIGITS + LETTERS + "<"))
    return padded("".join(chance.choice(pool) for _ in range(chance.whole(1, length))), length)


def _number(chance: Chance, length: int = 9) -> str:
    pool = chance.choice((DIGITS, DIGITS, LETTERS + DIGITS))
    prefix = "".join(chance.choice(LETTERS) for _ in range(chance.choice((0, 0, 1, 2))))
    body = "".join(chance.choice(pool) for _ in range(chance.choice((7, 8, 9, 9, 9, 9))))
    return padded(prefix + body, length)


def _td1(chance: Chance, state: str, nationality: str) -> list[str]:
    birth, expiry, sex = _date(chance), _date(chance), chance.choice("MMFF<")
    code = chance.choice("IIIAC") + chance.choice("<<<DDPRV")
    if chance.true(0.12):
        # Long number (part 5, note j): nine characters, `<` for the check digit, then the rest, its check digit, `<`.
        number = _number(chance, 9).replace("<", "0") + digits(chance, chance.whole(1, 8))
        rest = number[9:] + check_digit(number) + "<"
        first = code + state + number[:9] + "<" + padded(rest + _optional(chance, 15).lstrip("<"), 15)
    else:
        number = _number(chance)
        first = code + state + number + check_digit(number) + _optional(chance, 15)
    second = birth + check_digit(birth) + sex + expiry + check_digit(expiry) + nationality + _optional(chance, 11)
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second + composite, _name(chance, 30)]


def _french_card(chance: Chance) -> list[str]:
    """2 x 36: surname of 25, department and office; number of 12, given names of 14, birth, sex, checks."""
    surname = padded("<".join(word(chance) for _ in range(chance.choice((1, 1, 1, 2)))), 25)
    department = digits(chance, 3) if chance.true(0.8) else chance.choice(("2A", "2B")) + chance.choice(DIGITS)
    office = "<" * 6 if chance.true(0.3) else department + digits(chance, 3)
    first = "IDFRA" + surname + office
    number = digits(chance, 4) + department + digits(chance, 5)
    given = padded("<<".join(word(chance) for _ in range(chance.choice((1, 1, 2, 2, 3)))), 14)
    birth = _date(chance)
    second = number + check_digit(number) + given + birth + check_digit(birth) + chance.choice("MF")
    return [first, second + check_digit(first + second)]


def document(chance: Chance) -> tuple[str, list[str]]:
    """Kind and lines of an invented document."""
    kind = chance.weighted(
        (("TD3", 35), ("TD1", 32), ("TD2", 10), ("MRV-A", 8), ("MRV-B", 8), ("French card", 7))
    )
    state = chance.choice(_STATES) if chance.true(0.75) else "".join(chance.choice(LETTERS) for _ in range(3))
    nationality = state if chance.true(0.7) else chance.choice(_STATES)
    if kind == "TD1":
        return kind, _td1(chance, state, nationality)
    if kind == "French card":
        return kind, _french_card(chance)
    number, birth, expiry = _number(chance), _date(chance), _date(chance)
    sex = chance.choice("MMFF<")
    core = number + check_digit(number) + nationality + birth + check_digit(birth) + sex + expiry + check_digit(expiry)
    if kind == "TD3":
        optional = _optional(chance, 14)
        check = "<" if optional == "<" * 14 and chance.true(0.5) else check_digit(optional)
        second = core + optional + check
        composite = check_digit(second[0:10] + second[13:20] + second[21:43])
        return kind, ["P" + chance.choice("<<<<<DSMO") + state + _name(chance, 39), second + composite]
    if kind == "TD2":
        second = core + _optional(chance, 7)
        composite = check_digit(second[0:10] + second[13:20] + second[21:35])
        return kind, [chance.choice("IIAC") + chance.choice("<<DP") + state + _name(chance, 31), second + composite]
    visa = "V" + chance.choice("<<<BCD")
    if kind == "MRV-A":
        return kind, [visa + state + _name(chance, 39), core + _optional(chance, 16)]
    return kind, [visa + state + _name(chance, 31), core + _optional(chance, 8)]
