#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title never worse than stock: all other families, each in each state, reset by the stock kernel and by us
#: long 7 minutes
#: target xen420-linux612
#: timeout 1200
#: seconds 420
#: prepared matrix
#: cards instinct=amd-instinct mi300=amd-mi300 mi350=amd-mi350 apu=amd-apu older=amd-older
#: cards pascal=nvidia-reset gh100=nvidia-nobus gb202=nvidia-gb202 gpu=nvidia-audio.0 audio=nvidia-audio.1@gpu
#: cards igd=intel-reset@root arc=intel-arc bmc=bmc flr=flr-good pretends=flr-broken hangs=flr-hang operator=operator@root
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh

# These are in no other job that resets.
COUNTS+=([0x8086]="0 0x20" [0x1a03]="0 0x14") MEMORY+=([0x8086]="2 0x100" [0x1a03]="2 0x100")
REGISTERS+=([0x8086]="0 0x400000" [0x1a03]="0 0x100")

# What there is to see is written so into the documents.
# shellcheck disable=SC2034
declare -A CALLED=([instinct]="AMD MI200" [mi300]="AMD MI300" [mi350]="AMD MI350" [apu]="AMD Raven" [older]="AMD Tahiti"
	[pascal]="NVIDIA Pascal" [gh100]="NVIDIA GH100" [gb202]="NVIDIA GB202" [gpu]="NVIDIA with audio" [igd]="Intel Haswell"
	[arc]="Intel Arc" [bmc]="ASPEED" [flr]="other: FLR works" [pretends]="other: FLR pretends" [hangs]="other: FLR hangs it")
# shellcheck disable=SC2034
EXPERIMENTAL=()
# The machine's controller has more behind the same bridge.
# shellcheck disable=SC2034
SPARED=(bmc)
# shellcheck source=grid.sh
. /job/grid.sh
