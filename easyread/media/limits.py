"""How much a sound or a film may take. Plain numbers: the child process runs this file by its path."""

LONGEST_LINE = 600  # seconds of a line that a service records
WORK_SECONDS = {"sound": 10, "recording": 120}  # of work; docs/decisions/media.md has what each takes
SECONDS = {"sound": 20, "recording": 240}  # of time, on a machine that has much else to do
MEMORY = {"sound": 384 * 2**20, "recording": 2**30}  # bytes of addresses of the child, its program included
MOST_CHANNELS = 8
PER_SECOND = (4_000, 192_000)  # samples of one channel: what recorders make
