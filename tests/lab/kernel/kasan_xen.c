// SPDX-License-Identifier: GPL-2.0-only
/*
 * KASAN for a kernel that runs as a PV domain of Xen: built instead of
 * arch/x86/mm/kasan_init_64.c (lib/kernel.sh).
 *
 * Linux's own prepares a shadow before anything else runs, in page tables that
 * it writes as memory.  A PV domain begins elsewhere, its page tables are Xen's
 * to change and have to be read-only, and nobody calls what prepares it.  Here
 * nothing is looked at until memory is mapped and page tables can be had in the
 * usual way, which is where setup_arch() calls kasan_init().  That is possible
 * because with CONFIG_KASAN_OUTLINE each check is a call, which asks
 * kasan_arch_is_ready() first (kasan_xen.h).
 *
 * Four levels of page tables, no vmemmap: see debug.config.
 */
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sched/task.h>
#include <linux/sizes.h>
#include <asm/cpu_entry_area.h>
#include <asm/pgalloc.h>
#include <asm/sections.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>
#include <xen/xen.h>

#ifndef CONFIG_KASAN_OUTLINE
#error without CONFIG_KASAN_OUTLINE checks do not ask whether there is a shadow
#endif
#if defined(CONFIG_X86_5LEVEL) || defined(CONFIG_SPARSEMEM_VMEMMAP)
#error not made for that
#endif

/*
 * A table of entries that all lead to the page without a mark: for what is
 * mapped, but never allocated.
 */
static pte_t *zero_table __initdata;
static pte_t zero_entry __initdata;

int kasan_xen_ready;

/*
 * "kasan_xen=off": for what would take too long with it.  There is a shadow
 * nevertheless: modules mark their stacks without a call.
 */
static bool kasan_xen_off __initdata;

static int __init set_off(char *val)
{
	if (!val || strcmp(val, "off"))
		return -EINVAL;
	kasan_xen_off = true;
	return 0;
}
early_param("kasan_xen", set_off);

static void * __init pages(size_t size)
{
	void *memory = memblock_alloc(size, PAGE_SIZE);

	if (!memory)
		panic("kasan: no memory for the shadow");
	return memory;
}

static pte_t __init entry_of(void *page)
{
	return pfn_pte(PHYS_PFN(__pa(page)), PAGE_KERNEL);
}

/*
 * The table for a whole PMD, filled before it becomes one: afterwards each entry
 * takes a hypercall.
 */
static pte_t * __init full_table(void)
{
	pte_t *table = pages(PAGE_SIZE);
	u8 *shadow = pages(PMD_SIZE);
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++)
		table[i] = entry_of(shadow + i * PAGE_SIZE);
	return table;
}

/*
 * Give the shadow from @at to @end, both rounded to pages, memory of its own, or
 * show the empty page there.  What is there stays: so those with memory of their
 * own come first.
 */
static void __init populate(unsigned long at, unsigned long end, bool own)
{
	bool whole;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	at = round_down(at, PAGE_SIZE);
	end = round_up(end, PAGE_SIZE);
	while (at < end) {
		pud = pud_offset(p4d_offset(pgd_offset_k(at), at), at);
		if (pud_none(*pud))
			pud_populate(&init_mm, pud, pages(PAGE_SIZE));
		pmd = pmd_offset(pud, at);
		whole = IS_ALIGNED(at, PMD_SIZE) && end - at >= PMD_SIZE;
		if (pmd_none(*pmd) && whole) {
			if (own)
				pmd_populate_kernel(&init_mm, pmd, full_table());
			else
				set_pmd(pmd, __pmd(__pa(zero_table) | _PAGE_TABLE));
			at += PMD_SIZE;
			continue;
		}
		if (pmd_none(*pmd))
			pmd_populate_kernel(&init_mm, pmd, pages(PAGE_SIZE));
		pte = pte_offset_kernel(pmd, at);
		if (pte_none(*pte))
			set_pte(pte, own ? entry_of(pages(PAGE_SIZE)) : zero_entry);
		at += PAGE_SIZE;
	}
}

static void __init populate_for(const void *start, const void *end, bool own)
{
	populate((unsigned long)kasan_mem_to_shadow(start),
		 (unsigned long)kasan_mem_to_shadow(end - 1) + 1, own);
}

static void __init make_zero_table(void)
{
	int i;

	zero_entry = pfn_pte(PHYS_PFN(__pa_symbol(kasan_early_shadow_page)), PAGE_KERNEL_RO);
	zero_table = pages(PAGE_SIZE);
	for (i = 0; i < PTRS_PER_PTE; i++)
		zero_table[i] = zero_entry;
	/* From here on it is a page table: read-only, and known to Xen. */
	paravirt_alloc_pte(&init_mm, PHYS_PFN(__pa(zero_table)));
}

/* Called where Linux starts without Xen. */
void __init kasan_early_init(void)
{
}

/* The entry area of a processor, which lies at a random place. */
void __init kasan_populate_shadow_for_vaddr(void *va, size_t size, int nid)
{
	populate_for(va, va + size, true);
}

void __init kasan_init(void)
{
	phys_addr_t start, end;
	unsigned long at;
	u64 i;

	if (!xen_pv_domain())
		return;

	/*
	 * Each process has a top table of its own with copies of these entries,
	 * made when it starts: they must not change later.
	 */
	for (at = KASAN_SHADOW_START; at < KASAN_SHADOW_END; at += PGDIR_SIZE)
		if (p4d_none(*p4d_offset(pgd_offset_k(at), at)))
			p4d_populate(&init_mm, p4d_offset(pgd_offset_k(at), at), pages(PAGE_SIZE));
	make_zero_table();

	/*
	 * Memory, with the ISA hole, and the kernel with its data.  What
	 * vmalloc() gives gets its shadow then.
	 */
	populate_for(__va(0), __va(SZ_1M), true);
	for_each_mem_range(i, &start, &end)
		populate_for(__va(start), __va(end), true);
	populate_for(_stext, _end, true);
	populate_for((void *)CPU_ENTRY_AREA_RO_IDT,
		     (void *)CPU_ENTRY_AREA_PER_CPU, true);

	/*
	 * What else is mapped: Xen's table of all machine pages, ours, the rest
	 * of the kernel's own mapping, fixed addresses.
	 */
	populate_for((void *)HYPERVISOR_VIRT_START,
		     (void *)HYPERVISOR_VIRT_START + SZ_1G, false);
	populate_for(xen_p2m_addr, xen_p2m_addr + xen_p2m_size, false);
	populate_for((void *)__START_KERNEL_map, (void *)MODULES_VADDR, false);
	populate_for((void *)MODULES_END, (void *)-1UL, false);
	__flush_tlb_all();

	if (kasan_xen_off)
		return;
	init_task.kasan_depth = 0;
	kasan_xen_ready = 1;
	pr_info("KernelAddressSanitizer initialized, for a domain of Xen\n");
}
