"""How bytes of an upload are sent."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def upload(context, value):
    if isinstance(value, bytes):
        return value
    if isinstance(value, list):
        return bytes(int(number) % 256 for number in value if isinstance(number, (int, float)))
    return str(value).encode()
