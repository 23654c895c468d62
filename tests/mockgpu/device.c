// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device from its beginning to its end, and its behaviours.
 */
#include <unistd.h>

#include "behaviours/behaviours.h"
#include "mock.h"

/* To add one: a line here, and one in behaviours/behaviours.h. */
static const struct mock_behaviour *const all_behaviours[] = {
	&mock_rombar,
	&mock_rom_ff_first,
	&mock_rom_slow,
	&mock_rom_veiled,
	&mock_shared_decoder,
	&mock_nvidia_prom,
	&mock_nvidia_pramin,
	&mock_amd_smc,
	&mock_vram_rom,
	&mock_igd,
	&mock_dead,
	&mock_resets,
	&mock_dirty,
	&mock_once_only,
	&mock_generation,
	&mock_slow_return,
	&mock_never_return,
	&mock_link_after,
	&mock_away,
	&mock_card,
	&mock_amd_cik_reset,
	&mock_amd_polaris_reset,
	&mock_amd_vega10_reset,
	&mock_amd_vega20_reset,
	&mock_amd_navi_reset,
	&mock_nvidia_boot0,
	&mock_nvidia_boot0_only,
	&mock_nvidia_hda,
	&mock_amd_navi31_reset,
	&mock_amd_navi48_reset,
	&mock_amd_renoir_reset,
	&mock_amd_vega12_reset,
	&mock_amd_mi100_reset,
	&mock_amd_navi21_reset,
	&mock_amd_navi32_reset,
	&mock_amd_navi33_reset,
	&mock_amd_rembrandt_reset,
	&mock_operator,
	&mock_fatal_when_gone,
};

static const char *const reset_names[] = {
	[MOCK_RESET_MESSAGE] = "message",
	[MOCK_RESET_FLR] = "flr",
	[MOCK_RESET_AF] = "af-flr",
	[MOCK_RESET_PM] = "pm",
	[MOCK_RESET_VENDOR] = "vendor",
};

static const char *const effect_names[] = {
	[MOCK_EFFECT_REAL] = "",
	[MOCK_EFFECT_CONFIG] = ", without effect",
	[MOCK_EFFECT_NONE] = ", without effect",
	[MOCK_EFFECT_ALREADY] = ", already done",
};

static const char *const state_names[] = {
	[MOCK_STATE_FRESH] = "never started",
	[MOCK_STATE_RUNNING] = "running",
	[MOCK_STATE_CRASHED] = "crashed",
	[MOCK_STATE_SHUT_DOWN] = "shut down",
	[MOCK_STATE_HUNG] = "hung",
	[MOCK_STATE_HUNG_PSP] = "hung, PSP too",
	[MOCK_STATE_DEAD] = "dead",
	[MOCK_STATE_GONE] = "gone for ever",
};

/* All there are, in the order in which they were made. */
static struct mock_device *devices;

/**
 * mock_reset_find - a kind of reset by its name
 * @name: as in the log
 * @kind: result
 *
 * Return: whether there is such a one.
 */
bool mock_reset_find(const char *name, enum mock_reset_kind *kind)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(reset_names); i++) {
		if (!strcmp(reset_names[i], name)) {
			*kind = i;
			return true;
		}
	}
	return false;
}

/**
 * mock_behaviour_find - a behaviour by its name
 * @name: as in personalities
 *
 * Return: the behaviour, or NULL.
 */
const struct mock_behaviour *mock_behaviour_find(const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(all_behaviours); i++)
		if (!strcmp(all_behaviours[i]->name, name))
			return all_behaviours[i];
	return NULL;
}

/**
 * mock_device_attach - let a device have a behaviour
 * @dev:       the function
 * @behaviour: which
 * @args:      the line of the personality
 *
 * Return: 0, or a negative errno after a message.
 */
int mock_device_attach(struct mock_device *dev,
		       const struct mock_behaviour *behaviour,
		       struct mock_args *args)
{
	struct mock_attached *a = &dev->behaviours[dev->nbehaviours];

	if (dev->nbehaviours == MOCK_MAX_BEHAVIOURS)
		return mock_parse_error(args, "more than %u behaviours",
					MOCK_MAX_BEHAVIOURS);
	a->priv = calloc(1, behaviour->priv_size ? behaviour->priv_size : 1);
	if (!a->priv)
		return -ENOMEM;
	a->behaviour = behaviour;
	dev->nbehaviours++;
	return behaviour->init ? behaviour->init(dev, a->priv, args) : 0;
}

/**
 * mock_device_new - a function without properties
 * @name: in the log
 * @log:  where its lines go
 *
 * Return: the function, or NULL without memory.
 */
struct mock_device *mock_device_new(const char *name, struct mock_log *log)
{
	struct mock_device *dev = calloc(1, sizeof(*dev)), **last;
	u32 i;

	if (!dev)
		return NULL;
	dev->name = strdup(name);
	if (!dev->name) {
		free(dev);
		return NULL;
	}
	dev->log = log;
	dev->fd = -1;
	dev->rom_fill = 0xff;
	for (i = 0; i < MOCK_REGIONS; i++)
		dev->region[i].ones_after = MOCK_NEVER;
	for (last = &devices; *last; last = &(*last)->next)
		;
	*last = dev;
	return dev;
}

/**
 * mock_device_nth - one of all functions
 * @n: which, from 0 on, in the order in which they were made
 *
 * Return: it, or NULL.
 */
struct mock_device *mock_device_nth(u32 n)
{
	struct mock_device *dev = devices;

	while (dev && n--)
		dev = dev->next;
	return dev;
}

/**
 * mock_device_start - the personality has been read: make the device
 * @dev: the function
 *
 * Return: 0, or a negative errno after a message.
 */
int mock_device_start(struct mock_device *dev)
{
	const struct mock_attached *a;
	int rc;
	u32 i;

	for (i = 0; i < MOCK_BARS; i++) {
		rc = mock_region_alloc(&dev->region[i]);
		if (rc)
			return rc;
	}
	rc = mock_config_build(dev);
	for (i = 0; i < dev->nbehaviours && !rc; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->start)
			rc = a->behaviour->start(dev, a->priv);
	}
	return rc;
}

/**
 * mock_device_free - the end
 * @dev: the function, or NULL
 */
void mock_device_free(struct mock_device *dev)
{
	const struct mock_attached *a;
	struct mock_device **p;
	u32 i;

	if (!dev)
		return;
	for (p = &devices; *p; p = &(*p)->next) {
		if (*p != dev)
			continue;
		*p = dev->next;
		break;
	}
	mock_device_disconnect(dev);
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->release)
			a->behaviour->release(dev, a->priv);
		free(a->priv);
	}
	for (i = 0; i < MOCK_BARS; i++)
		mock_region_release(&dev->region[i]);
	mock_rom_release(&dev->rom);
	free(dev->in);
	free(dev->name);
	free(dev);
}

static enum mock_reset_effect judge(struct mock_device *dev, enum mock_reset_kind kind)
{
	enum mock_reset_effect effect = MOCK_EFFECT_REAL, said;
	const struct mock_attached *a;
	u32 i;

	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (!a->behaviour->judge)
			continue;
		said = a->behaviour->judge(dev, a->priv, kind);
		if (said > effect)
			effect = said;
	}
	return effect;
}

/**
 * mock_device_reset - reset the function
 * @dev:  the function
 * @kind: by what
 *
 * Memory keeps its content; registers of behaviours are theirs to reset.
 *
 * A vendor's reset leaves configuration space as it is, unless the behaviour says
 * otherwise: Linux's amdgpu goes on with the memory decoder enabled by it, without
 * having restored it (amdgpu/vi.c, amdgpu/cik.c: CONFIG_MEMSIZE is polled right
 * after 7Ch was written).
 */
void mock_device_reset(struct mock_device *dev, enum mock_reset_kind kind)
{
	enum mock_reset_effect effect = judge(dev, kind);
	const struct mock_attached *a;
	u32 i;

	mock_log_line(dev, "reset %s%s", reset_names[kind], effect_names[effect]);
	if (effect == MOCK_EFFECT_ALREADY)
		return;
	if (effect == MOCK_EFFECT_REAL && !dev->for_ever)
		dev->dead = false;
	if (effect != MOCK_EFFECT_NONE && (kind != MOCK_RESET_VENDOR || dev->loses_config))
		mock_config_reset(dev);
	for (i = 0; i < dev->nbehaviours && effect == MOCK_EFFECT_REAL; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->reset)
			a->behaviour->reset(dev, a->priv, kind);
	}
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->was_reset)
			a->behaviour->was_reset(dev, a->priv, kind, effect);
	}
}

static void check_all(struct mock_device *dev)
{
	const struct mock_attached *a;
	u32 i;

	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->check)
			a->behaviour->check(dev, a->priv);
	}
}

/**
 * mock_device_put - switch a function off and on, and put it into a state
 * @dev:   the function
 * @state: which
 *
 * What software has left is checked before that.
 */
void mock_device_put(struct mock_device *dev, enum mock_state state)
{
	const struct mock_attached *a;
	u32 i;

	check_all(dev);
	mock_log_line(dev, "switched off and on: %s", state_names[state]);
	dev->for_ever = state == MOCK_STATE_GONE;
	mock_config_reset(dev);
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->reset)
			a->behaviour->reset(dev, a->priv, MOCK_RESET_MESSAGE);
	}
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->put)
			a->behaviour->put(dev, a->priv, state);
	}
	dev->dead = state == MOCK_STATE_DEAD || state == MOCK_STATE_GONE;
}

/**
 * mock_device_starting - is this reset the machine's power-on?
 * @dev:  the function
 * @kind: the reset
 *
 * QEMU resets what is plugged in when the machine starts.  What a personality
 * has in store for bus resets must not keep firmware from finding the card.
 *
 * Return: true for a message while nobody has enabled the function's memory since
 * the client came.
 */
bool mock_device_starting(const struct mock_device *dev, enum mock_reset_kind kind)
{
	return kind == MOCK_RESET_MESSAGE && !dev->enabled;
}

/**
 * mock_device_answer - does the function answer?
 * @dev: the function
 *
 * Return: the worst of what its behaviours say.
 */
enum mock_answer mock_device_answer(struct mock_device *dev)
{
	enum mock_answer answer = dev->dead ? MOCK_SILENT : MOCK_ANSWERS, said;
	const struct mock_attached *a;
	u32 i;

	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (!a->behaviour->answer)
			continue;
		said = a->behaviour->answer(dev, a->priv);
		if (said > answer)
			answer = said;
	}
	return answer;
}

/**
 * mock_device_check - say what software has left as it should not be
 * @dev: the function
 */
void mock_device_check(struct mock_device *dev)
{
	check_all(dev);
	mock_log_line(dev, "checked, %u violations so far", dev->violations);
}

/**
 * mock_device_disconnect - the client has gone
 * @dev: the function
 *
 * Its state remains, as the protocol has it; the next client finds it.
 */
void mock_device_disconnect(struct mock_device *dev)
{
	const struct mock_attached *a;
	u32 i;

	if (dev->fd < 0)
		return;
	mock_device_check(dev);
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->disconnect)
			a->behaviour->disconnect(dev, a->priv);
	}
	close(dev->fd);
	dev->fd = -1;
	dev->in_len = 0;
	dev->greeted = false;
	dev->enabled = false;
	mock_log_line(dev, "disconnected");
}
