"""How much of a film the lab takes: more than any phone makes of somebody's gait."""

#: 4 GiB: ten minutes of a phone's best picture.
LARGEST_FILE_BYTES = 4 * 2**30
#: Left free on the disk, for the results.
FREE_DISK_BYTES = 2**30
#: 8K.
LARGEST_SIDE_PX = 8192
LARGEST_PICTURE_PX = 7680 * 4320
LONGEST_S = 20 * 60.0
MOST_FRAMES = 150_000
#: Looking into a file may take this long, and this much memory.
CHECK_S = 120
CHECK_MEMORY_BYTES = 6 * 2**30
#: Films that wait to be claimed by a visit.
MOST_INCOMING = 60
#: A form is small.
LARGEST_FORM_BYTES = 2**20
LONGEST_TEXT = 200
