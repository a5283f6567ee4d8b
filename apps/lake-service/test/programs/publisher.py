"""A publisher that knows nothing of Assay: flat events and envelopes, as the Python system sends them.

Prints each event it sent as text, column by column.
"""

import asyncio
import json
import sys

import nats

FIRST_NS = 1_765_895_400_000_000_001


def trade(index: int) -> dict:
    event_ns = FIRST_NS + index * 1_000_003
    return {
        "ts_event_ns": event_ns,
        "ts_recv_ns": event_ns + 250_000,
        "source": "databento_live",
        "symbol": "ESH6",
        "price": 6850.25 + index * 0.25,
        "size": 1 + index % 7,
        "aggressor": (1, -1, 0)[index % 3],
        "seq": 9_007_199_254_740_993 + index,
    }


def enveloped(event: dict) -> dict:
    payload = dict(event)
    return {
        "schema_name": "futures.trades.v1",
        "schema_version": 1,
        "source": payload.pop("source"),
        "ts_event_ns": payload.pop("ts_event_ns"),
        "ts_recv_ns": payload.pop("ts_recv_ns"),
        "key": event["symbol"],
        "seq": payload.pop("seq"),
        "payload": payload,
    }


async def main(url: str) -> None:
    client = await nats.connect(url)
    stream = client.jetstream()
    for index in range(500):
        event = trade(index)
        message = enveloped(event) if index % 5 == 0 else event
        await stream.publish("market.futures.trades", json.dumps(message).encode())
        print("|".join(text(value) for value in event.values()))
    await client.close()


def text(value: object) -> str:
    # A whole number of points has no decimal point where rows are shown.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


asyncio.run(main(sys.argv[1]))
