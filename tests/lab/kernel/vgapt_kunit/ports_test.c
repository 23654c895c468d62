// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c: error reporting of shared ports, resets beginning and ending in
 * every order.
 */
#include "world.h"

#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

/* Two cards, each below a downstream port of its own, which share what is above. */
enum { LEFT, RIGHT, UPSTREAM, ROOT, PORTS };

#define AER	0x100
#define REPORT	0x000f
#define OTHERS	0x2810		/* of Device Control: not to be touched */

static struct pci_dev *port[PORTS];
static struct fake {
	u16 devctl;
	u16 devsta;
	u32 mask;
	u32 status;
} fake[PORTS];

static struct fake *fake_of(const struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < PORTS && port[i] != pdev; i++)
		;
	return &fake[i];
}

static struct pci_dev *fake_upstream(const struct pci_dev *pdev)
{
	struct fake *own = fake_of(pdev);

	return own == &fake[ROOT] ? NULL :
	       own == &fake[UPSTREAM] ? port[ROOT] : port[UPSTREAM];
}

static int fake_cap_read(struct pci_dev *pdev, int pos, u16 *val)
{
	*val = fake_of(pdev)->devctl;
	return 0;
}

static int fake_cap_write(struct pci_dev *pdev, int pos, u16 val)
{
	if (pos == PCI_EXP_DEVSTA)
		fake_of(pdev)->devsta &= ~val;
	else
		fake_of(pdev)->devctl = val;
	return 0;
}

static int fake_cap_change(struct pci_dev *pdev, int pos, u16 clear, u16 set)
{
	struct fake *own = fake_of(pdev);

	own->devctl = (own->devctl & ~clear) | set;
	return 0;
}

static int fake_read(struct pci_dev *pdev, int where, u32 *val)
{
	*val = fake_of(pdev)->mask;
	return 0;
}

static int fake_write(struct pci_dev *pdev, int where, u32 val)
{
	if (where == AER + PCI_ERR_UNCOR_STATUS)
		fake_of(pdev)->status &= ~val;
	else
		fake_of(pdev)->mask = val;
	return 0;
}

#undef pcie_capability_set_word
#undef pcie_capability_clear_word
#define pci_upstream_bridge(pdev)	fake_upstream(pdev)
#define pci_find_ext_capability(pdev, id)	((void)(pdev), (void)(id), AER)
#define pcie_capability_read_word	fake_cap_read
#define pcie_capability_write_word	fake_cap_write
#define pcie_capability_clear_word(pdev, pos, bits)	fake_cap_change(pdev, pos, bits, 0)
#define pcie_capability_set_word(pdev, pos, bits)	fake_cap_change(pdev, pos, 0, bits)
#define pci_read_config_dword	fake_read
#define pci_write_config_dword	fake_write

#include "ports.c"

static int ports_init(struct kunit *test)
{
	int i;

	for (i = 0; i < PORTS; i++) {
		port[i] = kunit_kzalloc(test, sizeof(*port[i]), GFP_KERNEL);
		if (!port[i])
			return -ENOMEM;
		device_initialize(&port[i]->dev);
		port[i]->pcie_cap = 0x40;
		/* Each reports something else, and masks something else. */
		fake[i].devctl = OTHERS | (REPORT & ~BIT(i));
		fake[i].mask = 0x00400000 | (i & 1 ? PCI_ERR_UNC_UNSUP : 0);
		fake[i].devsta = REPORT;
		fake[i].status = 0xffffffff;
	}
	return 0;
}

static void ports_exit(struct kunit *test)
{
	int i;

	KUNIT_EXPECT_TRUE(test, list_empty(&vgapt_ports_list));
	for (i = 0; i < PORTS; i++)
		KUNIT_EXPECT_EQ(test, kref_read(&port[i]->dev.kobj.kref), 1);
}

static bool quiet(int i)
{
	return !(fake[i].devctl & REPORT) &&
	       (fake[i].mask & VGAPT_AER_MASK) == VGAPT_AER_MASK;
}

static bool as_before(int i)
{
	return fake[i].devctl == (OTHERS | (REPORT & ~BIT(i))) &&
	       fake[i].mask == (0x00400000 | (i & 1 ? PCI_ERR_UNC_UNSUP : 0));
}

static void one_reset(struct kunit *test)
{
	struct vgapt_ports ports;
	int i;

	KUNIT_ASSERT_EQ(test, vgapt_ports_quiet(&ports, port[LEFT]), 0);
	KUNIT_EXPECT_EQ(test, ports.num, 3);
	KUNIT_EXPECT_TRUE(test, quiet(LEFT) && quiet(UPSTREAM) && quiet(ROOT));
	KUNIT_EXPECT_TRUE(test, as_before(RIGHT));
	vgapt_ports_restore(&ports);
	KUNIT_EXPECT_EQ(test, ports.num, 0);
	for (i = 0; i < PORTS; i++)
		KUNIT_EXPECT_TRUE(test, as_before(i));
	/* What was latched is our doing - but not what was masked before. */
	KUNIT_EXPECT_EQ(test, fake[ROOT].devsta, 0);
	KUNIT_EXPECT_EQ(test, fake[ROOT].status,
			~(VGAPT_AER_MASK & ~PCI_ERR_UNC_UNSUP));
}

/* Two resets, each begins and ends once: in each of the orders that there are. */
static void every_order(struct kunit *test)
{
	static const char * const orders[] = {
		"LlRr", "LRlr", "LRrl", "RrLl", "RLrl", "RLlr",
	};
	struct vgapt_ports left, right;
	size_t i;
	int k;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		const char *step;
		int under_way = 0;

		for (step = orders[i]; *step; step++) {
			switch (*step) {
			case 'L':
				KUNIT_ASSERT_EQ(test, vgapt_ports_quiet(&left, port[LEFT]), 0);
				break;
			case 'R':
				KUNIT_ASSERT_EQ(test, vgapt_ports_quiet(&right, port[RIGHT]), 0);
				break;
			case 'l':
				vgapt_ports_restore(&left);
				break;
			case 'r':
				vgapt_ports_restore(&right);
				break;
			}
			under_way += *step < 'a' ? 1 : -1;
			KUNIT_EXPECT_EQ(test, quiet(ROOT), under_way > 0);
			KUNIT_EXPECT_EQ(test, quiet(UPSTREAM), under_way > 0);
		}
		for (k = 0; k < PORTS; k++)
			KUNIT_EXPECT_TRUE_MSG(test, as_before(k), "%s, port %d",
					      orders[i], k);
	}
}

/* Somebody else has changed what we do not care about. */
static void the_rest_is_left_alone(struct kunit *test)
{
	struct vgapt_ports ports;

	KUNIT_ASSERT_EQ(test, vgapt_ports_quiet(&ports, port[LEFT]), 0);
	fake[LEFT].devctl ^= OTHERS;
	fake[LEFT].mask ^= 0x00400000;
	vgapt_ports_restore(&ports);
	KUNIT_EXPECT_EQ(test, fake[LEFT].devctl, REPORT & ~BIT(LEFT));
	KUNIT_EXPECT_EQ(test, fake[LEFT].mask, 0);
}

static void a_port_that_is_dead(struct kunit *test)
{
	struct vgapt_ports ports;

	fake[UPSTREAM].devctl = 0xffff;
	KUNIT_ASSERT_EQ(test, vgapt_ports_quiet(&ports, port[LEFT]), 0);
	KUNIT_EXPECT_EQ(test, ports.num, 2);
	vgapt_ports_restore(&ports);
	KUNIT_EXPECT_EQ(test, fake[UPSTREAM].devctl, 0xffff);
}

static void no_port(struct kunit *test)
{
	struct vgapt_ports ports;

	KUNIT_EXPECT_EQ(test, vgapt_ports_quiet(&ports, NULL), 0);
	KUNIT_EXPECT_EQ(test, ports.num, 0);
	vgapt_ports_restore(&ports);
}

static struct kunit_case ports_cases[] = {
	KUNIT_CASE(one_reset),
	KUNIT_CASE(every_order),
	KUNIT_CASE(the_rest_is_left_alone),
	KUNIT_CASE(a_port_that_is_dead),
	KUNIT_CASE(no_port),
	{}
};

struct kunit_suite ports_suite = {
	.name = "vgapt_ports",
	.init = ports_init,
	.exit = ports_exit,
	.test_cases = ports_cases,
};
