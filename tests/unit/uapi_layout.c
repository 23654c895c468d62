// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout of <xen/xen_vgapt.h> as this compiler sees it.  Compiled for
 * programs of 64 bits and, where the compiler can, of 32; never run.
 *
 * The header comes first: it has to stand alone.
 */
#include <xen/xen_vgapt.h>

#include <stddef.h>

#define STRUCT(name, size)						\
	_Static_assert(sizeof(struct name) == (size), "size of " #name);
#define FIELD(name, field, offset, size)				\
	_Static_assert(offsetof(struct name, field) == (offset),	\
		       "offset of " #name "." #field);			\
	_Static_assert(sizeof(((struct name *)0)->field) == (size),	\
		       "size of " #name "." #field);
#define ARRAY(name, field, offset, size, count)				\
	FIELD(name, field, offset, (size) * (count))			\
	_Static_assert(sizeof(((struct name *)0)->field[0]) == (size),	\
		       "elements of " #name "." #field);
#define PARTS(name, field, offset, size, count, width)			\
	ARRAY(name, field, offset, size, count)
#define PART(name, size)	STRUCT(name, size)
#include "uapi_fields.h"
