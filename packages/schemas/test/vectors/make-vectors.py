"""Makes event-id.json and logical-hash.json: `python3 make-vectors.py`.

A second implementation, from the rules' text alone (hashlib, decimal), of what src/event-id.ts and
src/logical-hash.ts do. The vectors are pinned for ever: append cases, never change one.
"""

import hashlib
import json
import math
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

HERE = Path(__file__).parent
T = "1765895430123456789"  # 2025-12-16T14:30:30.123456789Z, above 2^53
BOOK = [f"{side}_{n}" for side in ("bid_px", "bid_sz", "ask_px", "ask_sz") for n in range(1, 11)]
KEYS = {
    "stocks.trades.v1": "source ts_event_ns symbol price size exchange seq",
    "stocks.quotes.v1": "source ts_event_ns symbol bid_px ask_px bid_sz ask_sz seq",
    "options.trades.v1": "source ts_event_ns option_symbol price size seq",
    "options.trades_enriched.v1": "source ts_event_ns option_symbol price size seq",
    "options.greeks_snapshots.v1": "source ts_event_ns option_symbol snapshot_id",
    "futures.trades.v1": "source ts_event_ns symbol price size exchange seq",
    "futures.mbp10.v1": "source ts_event_ns symbol seq is_snapshot " + " ".join(BOOK),
    "levels.signals.v1": "underlying producer ts_event_ns level_id",
}
PRICES = {"price", *(name for name in BOOK if "_px_" in name), "bid_px", "ask_px"}


def key_text(name, value):
    if value is None:
        return ""
    if name in PRICES:
        return str(int(Decimal(value * 1e9).to_integral_value(ROUND_HALF_UP)))
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def event_id(dataset, row):
    text = "|".join(key_text(name, row[name]) for name in KEYS[dataset].split())
    return hashlib.md5(text.encode("utf-8")).hexdigest()


def case(name, dataset, *values):
    names = KEYS[dataset].split()
    assert len(names) == len(values), (name, len(names), len(values))
    row = dict(zip(names, values))
    return {"name": name, "dataset": dataset, "row": row, "eventId": event_id(dataset, row)}


def book(name, seq, snapshot, bid, ask, levels):
    absent = 10 - levels
    bid_px = [bid - 0.25 * n for n in range(levels)] + [None] * absent
    ask_px = [ask + 0.25 * n for n in range(levels)] + [None] * absent
    bid_sz = [10 * n + 1 for n in range(levels)] + [0] * absent
    ask_sz = [7 * n + 2 for n in range(levels)] + [0] * absent
    head = ["GLBX.MDP3", T, "ESZ5", seq, snapshot]
    return case(name, "futures.mbp10.v1", *head, *bid_px, *bid_sz, *ask_px, *ask_sz)


def futures(name, price, size=1, exchange="XCME", seq="42", symbol="ESZ5"):
    row = ["GLBX.MDP3", T, symbol, price, size, exchange, seq]
    return case(name, "futures.trades.v1", *row)


QUOTE, STOCK, OPTION = "stocks.quotes.v1", "stocks.trades.v1", "options.trades.v1"
GREEKS = "options.greeks_snapshots.v1"
EVENT_IDS = [
    case("a plain stock trade", STOCK, "SIP", T, "SPY", 600.25, 100, 4, "1001"),
    case("NULL exchange and seq", STOCK, "SIP", T, "SPY", 600.25, 100, None, None),
    case("a seq above 2^53", STOCK, "SIP", T, "SPY", 600.25, 1, 0, "9007199254740993"),
    case("the ends of int64", STOCK, "SIP", T, "SPY", 1, 1, -32768, "-9223372036854775808"),
    case("0.1 + 0.2", STOCK, "SIP", T, "BRK.A", 0.1 + 0.2, 2147483647, 32767, "0"),
    case("text beyond ASCII", STOCK, "SIP", T, "ÄÖ €𝄞日本", 12.5, 3, None, None),
    case("separators inside text", STOCK, "a|b", T, "c\\|d", 12.5, 3, None, None),
    case("a two-sided quote", QUOTE, "SIP", T, "SPY", 600.24, 600.26, 300, 500, "7"),
    case("a quote without a bid", QUOTE, "SIP", T, "SPY", None, 600.26, 0, 500, None),
    case("a quote without sides", QUOTE, "SIP", T, "SPY", None, None, 0, 0, None),
    case("an option trade", OPTION, "OPRA", T, "O:SPY251219C00600000", 3.15, 10, "5"),
    case("an option trade at 0", OPTION, "OPRA", T, "O:SPY251219P00100000", 0, 1, None),
    case("an enriched option trade", "options.trades_enriched.v1", "OPRA", T, "X", 3.15, 10, "5"),
    case("greeks", GREEKS, "OPRA", T, "O:SPY251219C00600000", "snap-1"),
    case("greeks without a snapshot id", GREEKS, "OPRA", T, "O:SPY251219C00600000", None),
    case("a level signal", "levels.signals.v1", "SPY", "assay", T, "STRIKE_600.5"),
    futures("a futures trade", 6855.25),
    futures("a negative price", -1.45, symbol="ESZ5-ESH6"),
    futures("a price of 0", 0, symbol="ESZ5-ESH6"),
    futures("half a nano-unit rounds away from 0", 5e-10),
    futures("two and a half nano-units round to three", 2.5e-9),
    futures("minus half a nano-unit rounds to minus one", -5e-10),
    futures("minus two and a half round to minus three", -2.5e-9),
    futures("just under half a nano-unit rounds to 0", 4.9999999999999e-10),
    futures("nano-units above 2^53", 9007199.254740993, exchange=None),
    futures("nano-units above 2^63", 1e20, seq=None),
    futures("the largest power of ten in 128 bits", -1e29, seq="9223372036854775807"),
    book("a full book", "123", False, 6855.25, 6855.5, 10),
    book("a full book as a snapshot", "123", True, 6855.25, 6855.5, 10),
    book("a book of three levels", None, False, -0.5, 0.25, 3),
    book("an empty book", None, True, 0, 0, 0),
]

TWO_53 = 2**53


def float_text(f):
    if math.isnan(f):
        return "nan"
    if math.isinf(f):
        return "inf" if f > 0 else "-inf"
    if abs(f) < 9_007_199:
        return str(math.floor(f * 1e9 + 0.5))
    if abs(f) < TWO_53:
        whole = math.floor(f)
        return f"{whole}.{math.floor((f - whole) * 1e9 + 0.5)}"
    if abs(f) < float(TWO_53) * TWO_53:
        high, low = divmod(int(f), TWO_53)
        return f"{high}:{low}"
    return "huge" if f > 0 else "-huge"


def value_text(kind, value):
    if value is None:
        return "\\N"
    if kind == "f64":
        return float_text(float(value))
    if kind == "utf8":
        return value.replace("\\", "\\\\").replace("|", "\\p")
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def table(name, columns, *rows):
    kinds = columns.split()
    texts = ["|".join(map(value_text, kinds, row)) for row in rows]
    digests = [hashlib.md5(text.encode("utf-8")).hexdigest() for text in texts]
    halves = (sum(int(d[at : at + 16], 16) for d in digests) % 2**64 for at in (0, 16))
    names = [f"c{n}" for n in range(len(kinds))]
    return {
        "name": name,
        "columns": [{"name": n, "type": k} for n, k in zip(names, kinds)],
        "rows": [dict(zip(names, row)) for row in rows],
        "rowTexts": texts,
        "logicalHash": "".join(f"{half:016x}" for half in halves),
    }


SMALL = [0, "-0", 0.1, 0.1 + 0.2, -0.1, 1.5e-9, -1.5e-9, 4e-10, -6e-10, 600.25, -6855.75]
EDGE = [9007198.999999999, -9007198.999999999, 9007199, -9007199, 9007199.5, -9007199.25]
MIDDLE = [123456789.123, -123456789.123, 4503599627370495.5, -4503599627370495.5, 2**53 - 1]
LARGE = [2**53, -(2**53), 2**53 + 2, -(2**53) - 2, 1e17, -1e17, 2.0**105, -(2.0**105), 1e30]
HUGE = [2.0**106, -(2.0**106), 1.7976931348623157e308, -1e300, 5e-324]
INTEGERS = ["9223372036854775807", "-9223372036854775808", "9007199254740993", "0", "-1"]
TEXTS = ["", "\\N", "a|b", "a\\pb", "a\\|b", "\\", "|", "\\\\p", "a b", "Ä€𝄞", "line\nbreak", "NULL"]
LOGICAL = [
    table("no rows", "i64 f64"),
    table("one row of every type", "i64 i32 i16 i8 f64 utf8 bool", [T, -7, 8, -1, 1.5, "x", True]),
    table("a row of NULLs", "i64 i32 i16 i8 f64 utf8 bool", [None] * 7),
    table("NULL is not the text \\N", "utf8", [None]),
    *(table(f"text {json.dumps(each)}", "utf8", [each]) for each in TEXTS),
    table("a separator does not shift columns (1)", "utf8 utf8", ["a|", "b"]),
    table("a separator does not shift columns (2)", "utf8 utf8", ["a", "|b"]),
    table("booleans", "bool", [True], [False], [None]),
    table("integers", "i64", *([each] for each in INTEGERS)),
    table("doubles that are no numbers", "f64", ["NaN"], ["Infinity"], ["-Infinity"], [None]),
    *(table(f"double {each}", "f64", [each]) for each in SMALL + EDGE + MIDDLE + LARGE + HUGE),
    table("equal rows count twice", "i32 utf8", [1, "a"], [1, "a"]),
    table("rows in one order", "i32 utf8", [1, "a"], [2, "b"], [3, None]),
    table("the same rows in another order", "i32 utf8", [3, None], [2, "b"], [1, "a"]),
    table("sums that overflow 64 bits", "i32", *([n] for n in range(100))),
]

COMMENT = "Pinned for ever. Expected values by make-vectors.py (Python hashlib), not by the code under test. "
EVENT_COMMENT = COMMENT + "A row holds the key columns; int64 values are strings."
LOGICAL_COMMENT = COMMENT + "int64 values are strings, and so are the doubles JSON lacks: NaN, ±Infinity, -0."


def write(name, comment, vectors):
    lines = ",\n".join("    " + json.dumps(each, ensure_ascii=False) for each in vectors)
    text = f'{{\n  "comment": {json.dumps(comment, ensure_ascii=False)},\n  "vectors": [\n{lines}\n  ]\n}}\n'
    (HERE / name).write_text(text, encoding="utf-8")


write("event-id.json", EVENT_COMMENT, EVENT_IDS)
write("logical-hash.json", LOGICAL_COMMENT, LOGICAL)
