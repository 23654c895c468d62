// SPDX-License-Identifier: GPL-2.0-only
/*
 * kill -9 at each call that a worker makes, before it and after it; and at machine
 * instructions in between: a few, or as many as VGAPT_DM_SAMPLES says.
 *
 * A guest's story is told once without deaths.  Then it is told again and again, and the
 * worker dies one call later each time; the next one goes on with its state, finishes the
 * request, and in the end all has to be as in the first telling.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define NVME_BAR	0xd0000000ULL
#define TABLE		(NVME_BAR + 0x3000)

struct line {
	u8  type;
	u8  size;
	u16 count;	/* 0: once, without pointer */
	u64 address;
	u64 data;
};

#define C(at, size, data)	{ DM_TYPE_CONFIG, (size), 0, (at), (data) }
#define M(at, size, data)	{ DM_TYPE_COPY, (size), 0, (at), (data) }
#define R(at, size, n, data)	{ DM_TYPE_COPY, (size), (n), (at), (data) }

/* Sizing, placing, moving, both kinds of interrupts, a reset, and it all once more. */
static const struct line nvme_story[] = {
	C(BAR(0), 4, 0xffffffff), C(BAR(1), 4, 0xffffffff), C(BAR(1), 4, 0), C(BAR(0), 4, NVME_BAR),
	C(PCI_COMMAND, 2, 6),
	C(0xb2, 2, 0xc000), M(TABLE, 8, 0xfee00000), M(TABLE + 8, 4, 0x4041), M(TABLE + 12, 4, 0),
	M(TABLE + 16, 4, 0xfee01000), M(TABLE + 24, 4, 0x4042), M(TABLE + 28, 4, 0),
	C(0xb2, 2, 0x8000),
	M(TABLE + 12, 4, 1), M(TABLE, 4, 0xfee05000), M(TABLE + 8, 4, 0x4055), M(TABLE + 12, 4, 0),
	C(PCI_COMMAND, 2, 0), C(BAR(0), 4, 0xffffffff), C(BAR(0), 4, 0xe0000000),
	C(PCI_COMMAND, 2, 0x406),
	R(0xe0000000 + 0x100, 4, 6, FAKE_RAM_AT + 0x40),
	C(0xb2, 2, 0), C(0x54, 4, 0xfee02000), C(0x5c, 2, 0x4043), C(0x52, 2, 1),
	C(0x78, 2, 0x8000),
	C(BAR(0), 4, NVME_BAR), C(PCI_COMMAND, 2, 6), C(0x52, 2, 1), C(0x54, 4, 0xfee03000),
};

static const struct line fiji_story[] = {
	C(BAR(0), 4, 0xe0000000), C(BAR(2), 4, 0xd0000000), C(BAR(4), 4, 0xc000),
	C(BAR(5), 4, 0xd1000000), C(PCI_ROM_ADDRESS, 4, 0xd2000001), C(PCI_COMMAND, 2, 3),
	C(BAR(0), 4, 0xffffffff), C(BAR(1), 4, 0x20), C(BAR(0), 4, 0),
	C(BAR(5), 4, 0xd0000000), C(BAR(2), 4, 0xd4000000),
	{ DM_TYPE_PIO, 4, 0, 0xc000, 0x4010 }, { DM_TYPE_PIO, 4, 0, 0xc004, 7 },
	R(0xd4000000 + 0x4100, 4, 6, FAKE_RAM_AT),
	C(PCI_ROM_ADDRESS, 4, 0), C(0x4c, 4, 0x12345678), C(PCI_COMMAND, 4, 0xf9000407),
	C(0xa4, 4, 0xfee01000), C(0xac, 2, 0x4041), C(0xa2, 2, 1),
	C(BAR(4), 4, 0xd000), C(0xa2, 2, 0), C(PCI_COMMAND, 2, 0),
};

static void tell(struct fake *fake, const struct dm_ops *ops, const struct line *line)
{
	struct dm_request request = {
		.address = line->address, .data = line->data, .size = line->size,
		.type = line->type, .count = line->count ? line->count : 1,
		.pointer = line->count,
	};

	dm_request_serve(fake->state, ops, 0, &request);
}

/* As ring_adopt() and main() do. */
static void adopt(struct fake *fake, const struct dm_ops *ops, const struct line *line)
{
	assert_int_equal(dm_state_check(fake->state, sizeof(*fake->state)), 1);
	tell(fake, ops, line);
	fake->state->dirty = 1;
	dm_settle(fake->state, ops);
}

/* Returns how often the worker died: 0 or 1, or more with @again. */
static u32 story(struct fake *fake, const struct dm_ops *ops, const struct line *lines, u32 num,
		 u32 again)
{
	volatile u32 deaths = 0, i;

	for (i = 0; i < num; i++) {
		dm_request_take(fake->state, 0);
		if (setjmp(fake->death)) {
			deaths++;
			fake->die = again;
			adopt(fake, ops, &lines[i]);
		} else {
			tell(fake, ops, &lines[i]);
		}
		fake_check(fake);
	}
	return deaths;
}

static void each_call(const struct dump *dump, const struct line *lines, u32 num, u32 again)
{
	struct world first = make(dump);
	u32 die, deaths = 1;

	story(first.fake, &first.ops, lines, num, 0);
	for (die = 1; deaths; die++) {
		struct world w = make(dump);

		w.fake->die = die;
		deaths = story(w.fake, &w.ops, lines, num, again);
		check(fake_same(first.fake, w.fake), "%s: dies at call %u", dump->name, die);
		end(&w);
	}
	check(die > 50, "only %u calls", die);
	end(&first);
}

static void nvme_calls(void **state)
{
	(void)state;
	each_call(&dump_nvme, nvme_story, ARRAY_SIZE(nvme_story), 0);
}

static void fiji_calls(void **state)
{
	(void)state;
	each_call(&dump_fiji, fiji_story, ARRAY_SIZE(fiji_story), 0);
}

/* One after the other; fewer calls between them than a repeated access needs lead nowhere. */
static void many_deaths(void **state)
{
	u32 again;

	(void)state;
	for (again = 9; again < 20; again += 3) {
		each_call(&dump_nvme, nvme_story, ARRAY_SIZE(nvme_story), again);
		each_call(&dump_fiji, fiji_story, ARRAY_SIZE(fiji_story), again);
	}
}

/* While the state is made: it is made anew. */
static void while_made(void **state)
{
	volatile u32 die;

	(void)state;
	for (die = 1; die < 70; die++) {
		struct world w;

		w.fake = fake_new(&dump_nvme, &w.facts);
		w.ops = fake_ops(w.fake);
		w.state = w.fake->state;
		memset(w.state, 0, sizeof(*w.state));
		w.fake->die = die;
		if (!setjmp(w.fake->death))
			dm_build(w.state, &w.facts, &w.ops);
		else
			assert_int_equal(dm_state_check(w.state, sizeof(*w.state)), 0);
		fake_free(w.fake);
	}
}

/* The rest of a story, by a process that stops at a line to be led from there. */
static void worker(struct fake *fake, const struct dm_ops *ops, const struct line *lines, u32 num,
		   u32 stop)
{
	while (fake->place < 2 * num) {
		u32 i = fake->place / 2;

		if (i == stop)
			raise(SIGSTOP);
		dm_request_take(fake->state, 0);
		fake->place = 2 * i + 1;
		tell(fake, ops, &lines[i]);
		fake->place = 2 * i + 2;
	}
	_exit(0);
}

/* As many instructions, and then none inside of a call; false: it can't be traced. */
static bool lead(struct fake *fake, pid_t pid, u32 steps)
{
	int status;

	for (;;) {
		if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			return false;
		if (!steps && !fake->inside)
			break;
		steps -= steps > 0;
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL))
			return false;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	fake->inside = 0;
	return true;
}

static bool killed_at(struct fake *fake, const struct dm_ops *ops, const struct line *lines,
		      u32 num, u32 stop, u32 steps)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(1);
		worker(fake, ops, lines, num, stop);
	}
	return lead(fake, pid, steps);
}

/* The next worker: what is in process is finished, then what is ready, then the rest. */
static void go_on(struct fake *fake, const struct dm_ops *ops, const struct line *lines, u32 num)
{
	assert_int_equal(dm_state_check(fake->state, sizeof(*fake->state)), 1);
	while (fake->place < 2 * num) {
		u32 i = fake->place / 2;

		if (!(fake->place & 1))
			dm_request_take(fake->state, 0);
		tell(fake, ops, &lines[i]);
		fake->place = 2 * i + 2;
	}
	fake->state->dirty = 1;
	dm_settle(fake->state, ops);
}

static void each_instruction(const struct dump *dump, const struct line *lines, u32 num)
{
	struct world first = make(dump);
	const char *wanted = getenv("VGAPT_DM_SAMPLES");
	u32 sample, seed = 1, samples = wanted ? strtoul(wanted, NULL, 10) : 12;

	story(first.fake, &first.ops, lines, num, 0);
	for (sample = 0; sample < samples; sample++) {
		struct world w = make(dump);
		u32 stop, steps;

		seed = seed * 1664525 + 1013904223;
		stop = (seed >> 8) % num;
		seed = seed * 1664525 + 1013904223;
		steps = (seed >> 8) % 12000;
		if (!killed_at(w.fake, &w.ops, lines, num, stop, steps)) {
			fake_free(w.fake);
			fake_free(first.fake);
			skip();
		}
		go_on(w.fake, &w.ops, lines, num);
		check(fake_same(first.fake, w.fake), "%s: line %u, %u instructions", dump->name,
		      stop, steps);
		end(&w);
	}
	end(&first);
}

static void instructions(void **state)
{
	(void)state;
	fake_shared = true;
	each_instruction(&dump_nvme, nvme_story, ARRAY_SIZE(nvme_story));
	each_instruction(&dump_fiji, fiji_story, ARRAY_SIZE(fiji_story));
	fake_shared = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_calls),
		cmocka_unit_test(fiji_calls),
		cmocka_unit_test(many_deaths),
		cmocka_unit_test(while_made),
		cmocka_unit_test(instructions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
