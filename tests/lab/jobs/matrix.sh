#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title never worse than stock: AMD's families with a reset of their own, each in each state, reset by the stock kernel and by us
#: long 5 minutes
#: target xen420-linux612
#: timeout 1200
#: seconds 300
#: prepared
#: cards cik=amd-bonaire polaris=amd-polaris10-running baco=amd-polaris10-baco polaris11=amd-polaris11 vegam=amd-vegam
#: cards vega10=amd-vega10 vega12=amd-vega12 vega20=amd-vega20 mi100=amd-mi100 navi10=amd-navi10 navi21=amd-navi21
#: cards navi31=amd-navi31 navi32=amd-navi32 navi33=amd-navi33 navi48=amd-navi48 renoir=amd-renoir rembrandt=amd-rembrandt
#: cards operator=operator@root
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh

# What there is to see is written so into the documents.
# shellcheck disable=SC2034
declare -A CALLED=([cik]="AMD Bonaire" [polaris]="AMD Polaris 10" [baco]="AMD Polaris 10, BACO" [polaris11]="AMD Polaris 11"
	[vegam]="AMD Vega M" [vega10]="AMD Vega 10" [vega12]="AMD Vega 12" [vega20]="AMD Vega 20" [mi100]="AMD MI100"
	[navi10]="AMD Navi 10" [navi21]="AMD Navi 21" [navi31]="AMD Navi 31" [navi32]="AMD Navi 32" [navi33]="AMD Navi 33"
	[navi48]="AMD Navi 48" [renoir]="AMD Renoir" [rembrandt]="AMD Rembrandt")
# shellcheck disable=SC2034
EXPERIMENTAL=(vegam vega12 navi21 navi31 navi32 navi33 navi48 renoir rembrandt)
# shellcheck disable=SC2034
SPARED=()
# shellcheck source=grid.sh
. /job/grid.sh
