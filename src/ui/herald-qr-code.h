/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text as a QR code, to be read by a phone's camera. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_QR_CODE (herald_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (HeraldQrCode, herald_qr_code, HERALD, QR_CODE, GtkWidget)

/* Property: "text". */
void herald_qr_code_set_text (HeraldQrCode *self, const char *text);
/* How many modules a side has, without the quiet zone; 0 while there is nothing to show. */
int      herald_qr_code_get_width (HeraldQrCode *self);
gboolean herald_qr_code_is_dark (HeraldQrCode *self, int column, int row);

G_END_DECLS
