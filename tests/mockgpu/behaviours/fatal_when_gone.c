// SPDX-License-Identifier: GPL-2.0-only
/*
 * fatal-when-gone: whoever reads or writes the function's memory while it does not answer
 * takes the host down.
 *
 * The port above waits in vain for a completion, and reports that as a fatal error; some
 * hosts do not survive it.  Here each such access is a violation.  Configuration space
 * may be asked: software has no other way to find out.
 *
 * Made from: gnif/vendor-reset, issue 72; Linux, amdgpu, commit 7edb503fe4b6 (an access
 * while the chip is away can raise an NMI); PCI Express 3.0, 2.8 and 6.2.
 */
#include "behaviours.h"

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	(void)priv;
	dev->fatal = true;
	return args->count == 1 ? 0 : MOCK_BAD;
}

const struct mock_behaviour mock_fatal_when_gone = {
	.name = "fatal-when-gone",
	.usage = "",
	.init = init,
};
