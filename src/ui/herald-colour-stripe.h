/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the colour of an environment in one window. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_COLOUR_STRIPE (herald_colour_stripe_get_type ())
G_DECLARE_FINAL_TYPE (HeraldColourStripe, herald_colour_stripe, HERALD, COLOUR_STRIPE, GObject)

HeraldColourStripe *herald_colour_stripe_new (GtkWidget *window);
/* @colour: (nullable): as CSS writes it; what is none is shown in grey. */
void herald_colour_stripe_set_colour (HeraldColourStripe *self, const char *colour);

G_END_DECLS
