/* SPDX-License-Identifier: GPL-2.0-only */
/* What does the card look like to its driver?  Registers of BAR 0, 32 bits wide. */
#ifndef _EDU_CARD_H
#define _EDU_CARD_H

#define CARD_ID			0x00	/* its low byte is: */
#define  CARD_KIND		0xed
#define CARD_LIVENESS		0x04	/* reads as the inverse of what was written */
#define CARD_FACTORIAL		0x08	/* write a number, read what it came to */
#define CARD_STATUS		0x20
#define  CARD_COMPUTING		0x01
#define  CARD_INTERRUPTS	0x80	/* when it has computed */
#define CARD_RAISED		0x24	/* interrupts that are not acknowledged */
#define CARD_RAISE		0x60
#define CARD_ACKNOWLEDGE	0x64

/* DMA takes a tenth of a second.  The card's buffer has an address for it, too. */
#define CARD_DMA_SOURCE		0x80
#define CARD_DMA_TARGET		0x88
#define CARD_DMA_BYTES		0x90
#define CARD_DMA		0x98
#define  CARD_DMA_RUN		0x01
#define  CARD_DMA_TO_MEMORY	0x02
#define  CARD_DMA_INTERRUPTS	0x04	/* when it is done */
#define CARD_DMA_BUFFER		0x40000
#define CARD_DMA_BITS		28	/* of an address in memory */

#define CARD_ALL		(~0U)	/* interrupts; and what is read where no card is */

#endif /* _EDU_CARD_H */
