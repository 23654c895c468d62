# SPDX-License-Identifier: GPL-2.0-only
"""The lab's runner: jobs, their machines, their results.

head.py reads what a job needs, cards.py places its cards, qemu.py builds the command line; these three are pure. run.py makes one
machine's files and starts it, machine.py watches it, jobs.py schedules many, tap.py sums up. Python's standard library only.
"""
