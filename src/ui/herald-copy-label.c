/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a person may want to paste elsewhere and copies it whole, however short it is shown.
 */
#include "config.h"

#include "ui/herald-copy-label.h"

#include "base/herald-redact.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>

#define SHOWN_OF_SECRET 4 /* characters: enough to tell two tokens apart */

struct _HeraldCopyLabel
{
  GtkWidget parent_instance;

  char    *value; /* (owned) (nullable) */
  char    *what;  /* (owned) (nullable) */
  gboolean secret;
  gboolean revealable;

  GtkButton       *button;
  GtkLabel        *label;
  GtkToggleButton *reveal_button;
};

G_DEFINE_FINAL_TYPE (HeraldCopyLabel, herald_copy_label, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VALUE,
  PROP_SECRET,
  PROP_REVEALABLE,
  PROP_WHAT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static char *
mask (const char *secret)
{
  glong length = g_utf8_strlen (secret, -1);

  if (length < (glong) 4 * SHOWN_OF_SECRET)
    return g_strdup (HERALD_REDACTED);
  return g_strconcat (HERALD_REDACTED, g_utf8_offset_to_pointer (secret, length - SHOWN_OF_SECRET),
                      NULL);
}

static void
update_reveal (HeraldCopyLabel *self, gboolean has_value)
{
  const char      *what = self->what != NULL ? self->what : "";
  g_autofree char *tooltip = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->reveal_button),
                          has_value && self->secret && self->revealable);
  if (gtk_toggle_button_get_active (self->reveal_button))
    /* Translators: %s is a secret, such as “Client secret”. */
    tooltip = g_strdup_printf (_("Hide %s"), what);
  else
    /* Translators: %s is a secret, such as “Client secret”. */
    tooltip = g_strdup_printf (_("Show %s"), what);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reveal_button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reveal_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

static gboolean
is_masked (HeraldCopyLabel *self)
{
  return self->secret && !gtk_toggle_button_get_active (self->reveal_button);
}

static void
update (HeraldCopyLabel *self)
{
  gboolean         has_value = self->value != NULL && *self->value != '\0';
  g_autofree char *shown = NULL;
  g_autofree char *tooltip = NULL;

  if (!has_value)
    shown = g_strdup ("–");
  else
    shown = is_masked (self) ? mask (self->value) : g_strdup (self->value);
  gtk_label_set_text (self->label, shown);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), is_masked (self) ? NULL : self->value);
  update_reveal (self, has_value);
  gtk_widget_set_visible (GTK_WIDGET (self->button), has_value);
  /* Translators: %s is what gets copied, such as “Organization ID”. */
  tooltip =
    self->what != NULL ? g_strdup_printf (_("Copy %s"), self->what) : g_strdup (_("Copy"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tooltip, -1);
}

static void
button_clicked_cb (HeraldCopyLabel *self)
{
  herald_copy_label_copy (self);
}

static void
reveal_toggled_cb (HeraldCopyLabel *self)
{
  update (self);
}

static void
herald_copy_label_dispose (GObject *object)
{
  herald_widget_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (herald_copy_label_parent_class)->dispose (object);
}

static void
herald_copy_label_finalize (GObject *object)
{
  HeraldCopyLabel *self = HERALD_COPY_LABEL (object);

  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->what, g_free);
  G_OBJECT_CLASS (herald_copy_label_parent_class)->finalize (object);
}

static void
herald_copy_label_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldCopyLabel *self = HERALD_COPY_LABEL (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_SECRET:
      g_value_set_boolean (value, self->secret);
      break;
    case PROP_REVEALABLE:
      g_value_set_boolean (value, self->revealable);
      break;
    case PROP_WHAT:
      g_value_set_string (value, self->what);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_copy_label_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  HeraldCopyLabel *self = HERALD_COPY_LABEL (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      herald_copy_label_set_value (self, g_value_get_string (value));
      break;
    case PROP_SECRET:
      herald_copy_label_set_secret (self, g_value_get_boolean (value));
      break;
    case PROP_REVEALABLE:
      herald_copy_label_set_revealable (self, g_value_get_boolean (value));
      break;
    case PROP_WHAT:
      herald_copy_label_set_what (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_copy_label_class_init (HeraldCopyLabelClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_copy_label_dispose;
  object_class->finalize = herald_copy_label_finalize;
  object_class->get_property = herald_copy_label_get_property;
  object_class->set_property = herald_copy_label_set_property;

  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  properties[PROP_SECRET] = g_param_spec_boolean ("secret", NULL, NULL, FALSE, flags);
  properties[PROP_REVEALABLE] = g_param_spec_boolean ("revealable", NULL, NULL, FALSE, flags);
  properties[PROP_WHAT] = g_param_spec_string ("what", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-copy-label.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldCopyLabel, button);
  gtk_widget_class_bind_template_child (widget_class, HeraldCopyLabel, label);
  gtk_widget_class_bind_template_child (widget_class, HeraldCopyLabel, reveal_button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_toggled_cb);
}

static void
herald_copy_label_init (HeraldCopyLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Ids are no words of any language: they read from left to right everywhere. */
  gtk_widget_set_direction (GTK_WIDGET (self->label), GTK_TEXT_DIR_LTR);
  update (self);
}

/**
 * herald_copy_label_new:
 * @what: (nullable): what it is, in the words of its label
 * @value: (nullable): the whole text
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
herald_copy_label_new (const char *what, const char *value)
{
  return g_object_new (HERALD_TYPE_COPY_LABEL, "what", what, "value", value, NULL);
}

/**
 * herald_copy_label_get_value:
 * @self: a copy label
 *
 * Returns: (transfer none) (nullable): the whole text
 */
const char *
herald_copy_label_get_value (HeraldCopyLabel *self)
{
  g_return_val_if_fail (HERALD_IS_COPY_LABEL (self), NULL);

  return self->value;
}

/**
 * herald_copy_label_set_value:
 * @self: a copy label
 * @value: (nullable): the whole text
 */
void
herald_copy_label_set_value (HeraldCopyLabel *self, const char *value)
{
  g_return_if_fail (HERALD_IS_COPY_LABEL (self));

  if (g_strcmp0 (self->value, value) == 0)
    return;
  g_free (self->value);
  self->value = g_strdup (value);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

/**
 * herald_copy_label_set_secret:
 * @self: a copy label
 * @secret: whether to show its last characters only
 */
void
herald_copy_label_set_secret (HeraldCopyLabel *self, gboolean secret)
{
  g_return_if_fail (HERALD_IS_COPY_LABEL (self));

  if (self->secret == secret)
    return;
  self->secret = secret;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECRET]);
}

/**
 * herald_copy_label_set_revealable:
 * @self: a copy label
 * @revealable: whether a button shows the whole secret
 */
void
herald_copy_label_set_revealable (HeraldCopyLabel *self, gboolean revealable)
{
  g_return_if_fail (HERALD_IS_COPY_LABEL (self));

  if (self->revealable == revealable)
    return;
  self->revealable = revealable;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALABLE]);
}

/**
 * herald_copy_label_set_what:
 * @self: a copy label
 * @what: (nullable): what it is, in the words of its label
 */
void
herald_copy_label_set_what (HeraldCopyLabel *self, const char *what)
{
  g_return_if_fail (HERALD_IS_COPY_LABEL (self));

  if (g_strcmp0 (self->what, what) == 0)
    return;
  g_free (self->what);
  self->what = g_strdup (what);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHAT]);
}

/**
 * herald_copy_label_copy:
 * @self: a copy label
 *
 * Copies the whole text and says so in a toast.
 */
void
herald_copy_label_copy (HeraldCopyLabel *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HERALD_IS_COPY_LABEL (self));

  if (self->value == NULL)
    return;
  if (self->secret)
    {
      herald_clipboard_copy_secret (GTK_WIDGET (self), self->value);
      herald_toast_show_secret_copied (GTK_WIDGET (self), self->what);
      return;
    }
  herald_clipboard_copy (GTK_WIDGET (self), self->value);
  /* Translators: %s is what was copied, such as “Organization ID”. */
  text =
    self->what != NULL ? g_strdup_printf (_("%s copied"), self->what) : g_strdup (_("Copied"));
  herald_toast_show (GTK_WIDGET (self), text);
}
