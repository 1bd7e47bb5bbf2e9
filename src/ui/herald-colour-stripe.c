/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stripe above every header of a window. Style sheets hold for a whole display, so each window
 * has a class of its own. */
#include "config.h"

#include "ui/herald-colour-stripe.h"

#define NO_COLOUR "#77767b"

struct _HeraldColourStripe
{
  GObject parent_instance;

  GdkDisplay     *display;  /* (owned) */
  GtkCssProvider *provider; /* (owned) */
  char           *css_class;
};

G_DEFINE_FINAL_TYPE (HeraldColourStripe, herald_colour_stripe, G_TYPE_OBJECT)

static void
herald_colour_stripe_finalize (GObject *object)
{
  HeraldColourStripe *self = HERALD_COLOUR_STRIPE (object);

  gtk_style_context_remove_provider_for_display (self->display,
                                                 GTK_STYLE_PROVIDER (self->provider));
  g_clear_object (&self->display);
  g_clear_object (&self->provider);
  g_clear_pointer (&self->css_class, g_free);
  G_OBJECT_CLASS (herald_colour_stripe_parent_class)->finalize (object);
}

static void
herald_colour_stripe_class_init (HeraldColourStripeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_colour_stripe_finalize;
}

static void
herald_colour_stripe_init (HeraldColourStripe *self)
{
  self->provider = gtk_css_provider_new ();
}

/**
 * herald_colour_stripe_new:
 * @window: gets a style class of its own
 *
 * Returns: (transfer full): the stripe, without a colour yet; it goes with the last reference
 */
HeraldColourStripe *
herald_colour_stripe_new (GtkWidget *window)
{
  static guint        n_windows = 0;
  HeraldColourStripe *self;

  g_return_val_if_fail (GTK_IS_WIDGET (window), NULL);

  self = g_object_new (HERALD_TYPE_COLOUR_STRIPE, NULL);
  self->display = g_object_ref (gtk_widget_get_display (window));
  self->css_class = g_strdup_printf ("environment-%u", ++n_windows);
  gtk_widget_add_css_class (window, self->css_class);
  gtk_style_context_add_provider_for_display (self->display, GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  return self;
}

/**
 * herald_colour_stripe_set_colour:
 * @self: a stripe
 * @colour: (nullable): "#rrggbb" or another way of CSS; what is none is shown in grey
 */
void
herald_colour_stripe_set_colour (HeraldColourStripe *self, const char *colour)
{
  GdkRGBA          rgba;
  g_autofree char *text = NULL;
  g_autofree char *css = NULL;

  g_return_if_fail (HERALD_IS_COLOUR_STRIPE (self));

  if (colour == NULL || !gdk_rgba_parse (&rgba, colour))
    gdk_rgba_parse (&rgba, NO_COLOUR);
  text = gdk_rgba_to_string (&rgba);
  css = g_strdup_printf ("window.%s headerbar {"
                         " box-shadow: inset 0 3px %s, inset 0 -1px @headerbar_shade_color; }",
                         self->css_class, text);
  gtk_css_provider_load_from_data (self->provider, css, -1);
}
