"""How much a picture may be and may take. Plain numbers: the child process runs this file by its path."""

LARGEST = 12 * 2**20  # bytes of a file
LONGEST_SIDE = 1600  # pixels of what is kept: sharp on a tablet and on half a page, about 300 kB
LONGEST_GIVEN = 20_000  # pixels of a side
SECONDS = 10  # of time, on a machine that has much else to do
WORK_SECONDS = 3  # of work: the biggest takes one on a small laptop
SCANS = 1000  # passes of a JPEG, which has ten; a film behind a photo has the same two bytes by chance
MEMORY = 224 * 2**20  # bytes of addresses of the child, its program included

# Pixels, by the name of the format. What each takes is measured: docs/decisions/photos.md. Telephones make
# JPEGs of up to 50 million, and those get smaller while they are decoded; one that comes in passes is held
# whole, as PNG and WebP are. 24 million are a screen picture of any tablet.
MOST = {
    "JPEG": 64_000_000,
    "progressive JPEG": 16_000_000,
    "PNG": 24_000_000,
    "WEBP": 8_000_000,
}
