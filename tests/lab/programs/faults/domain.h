/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A domain that has the function, as far as Xen and the module know.
 */
#ifndef VGAPT_FAULTS_DOMAIN_H
#define VGAPT_FAULTS_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

uint32_t domain_have(const char *sbdf);
void domain_kill(void);
uint32_t domain_other(void);
void domain_note(uint32_t number);
bool domain_known(uint32_t number);

#endif /* VGAPT_FAULTS_DOMAIN_H */
