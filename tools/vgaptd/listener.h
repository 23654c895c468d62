/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who hears the module's news.
 */
#ifndef VGAPTD_LISTENER_H
#define VGAPTD_LISTENER_H

int listener_open(const char *path);
int listener_begin(int dev, void (*lost)(void));
void listener_close(void);

#endif /* VGAPTD_LISTENER_H */
