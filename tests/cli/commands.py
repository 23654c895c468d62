# SPDX-License-Identifier: GPL-2.0-only
"""The commands there are, for tests that go through all of them."""

COMMANDS = ("list", "show", "rom", "acpi-tables", "attach", "capabilities", "capability-revoke",
            "grant", "revoke", "reset", "reset-plan", "reset-method", "dm", "doctor")
TAKE_ONE_SBDF = ("show", "revoke", "reset", "reset-plan")
ROM_COMMANDS = ("show", "sources", "save", "verify", "diff", "load", "mode", "strip", "store")
DM_COMMANDS = ("status", "on", "off")
