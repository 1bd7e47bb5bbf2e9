/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip below a header that tells one lasting state. */
#pragma once

#include <gtk/gtk.h>

#include "ui/herald-notice.h"

G_BEGIN_DECLS

#define HERALD_TYPE_BANNER (herald_banner_get_type ())
G_DECLARE_FINAL_TYPE (HeraldBanner, herald_banner, HERALD, BANNER, GtkWidget)

GtkWidget *herald_banner_new (HeraldNotice *notice);

G_END_DECLS
