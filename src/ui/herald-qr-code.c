/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dark on light whatever the style is, because many cameras read nothing else, with the quiet zone
 * that ISO/IEC 18004 asks for. */
#include "config.h"

#include "ui/herald-qr-code.h"

#include <glib/gi18n.h>
#include <qrencode.h>

#define QUIET_MODULES 4
#define SIDE_PIXELS 180

struct _HeraldQrCode
{
  GtkWidget parent_instance;

  char   *text; /* (owned) (nullable) */
  QRcode *code; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldQrCode, herald_qr_code, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
append_modules (HeraldQrCode *self, GtkSnapshot *snapshot, float left, float top, float module)
{
  const GdkRGBA dark = { 0.0F, 0.0F, 0.0F, 1.0F };

  for (int row = 0; row < self->code->width; row++)
    for (int column = 0; column < self->code->width; column++)
      if (herald_qr_code_is_dark (self, column, row))
        gtk_snapshot_append_color (snapshot, &dark,
                                   &GRAPHENE_RECT_INIT (left + (float) column * module,
                                                        top + (float) row * module, module,
                                                        module));
}

/* A module has a whole number of pixels, so that no seam shows between two of them. */
static void
herald_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HeraldQrCode *self = HERALD_QR_CODE (widget);
  const GdkRGBA light = { 1.0F, 1.0F, 1.0F, 1.0F };
  int           width = gtk_widget_get_width (widget);
  int           height = gtk_widget_get_height (widget);
  int           n_modules;
  int           module;
  int           side;
  int           left;
  int           top;

  if (self->code == NULL)
    return;
  n_modules = self->code->width + 2 * QUIET_MODULES;
  module = MAX (1, MIN (width, height) / n_modules);
  side = module * n_modules;
  left = (width - side) / 2;
  top = (height - side) / 2;
  gtk_snapshot_append_color (snapshot, &light,
                             &GRAPHENE_RECT_INIT ((float) left, (float) top, (float) side,
                                                  (float) side));
  append_modules (self, snapshot, (float) (left + QUIET_MODULES * module),
                  (float) (top + QUIET_MODULES * module), (float) module);
}

static void
herald_qr_code_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = SIDE_PIXELS;
  *natural = SIDE_PIXELS;
}

static void
herald_qr_code_finalize (GObject *object)
{
  HeraldQrCode *self = HERALD_QR_CODE (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->code, QRcode_free);
  G_OBJECT_CLASS (herald_qr_code_parent_class)->finalize (object);
}

static void
herald_qr_code_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, HERALD_QR_CODE (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_qr_code_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      herald_qr_code_set_text (HERALD_QR_CODE (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_qr_code_class_init (HeraldQrCodeClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = herald_qr_code_finalize;
  object_class->get_property = herald_qr_code_get_property;
  object_class->set_property = herald_qr_code_set_property;
  widget_class->measure = herald_qr_code_measure;
  widget_class->snapshot = herald_qr_code_snapshot;
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
herald_qr_code_init (HeraldQrCode *self)
{
}

/**
 * herald_qr_code_set_text:
 * @self: a QR code
 * @text: (nullable): what to show
 *
 * A text that is too long for a QR code shows nothing.
 */
void
herald_qr_code_set_text (HeraldQrCode *self, const char *text)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (HERALD_IS_QR_CODE (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL && *text != '\0')
    self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  /* Translators: %s is an address. */
  spoken = g_strdup_printf (_("QR code of %s"), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), self->code != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * herald_qr_code_get_width:
 * @self: a QR code
 *
 * Returns: how many modules a side has; 0 while there is nothing to show
 */
int
herald_qr_code_get_width (HeraldQrCode *self)
{
  g_return_val_if_fail (HERALD_IS_QR_CODE (self), 0);

  return self->code != NULL ? self->code->width : 0;
}

/**
 * herald_qr_code_is_dark:
 * @self: a QR code that shows something
 * @column: from the left, from 0
 * @row: from the top, from 0
 *
 * Returns: whether that module is dark
 */
gboolean
herald_qr_code_is_dark (HeraldQrCode *self, int column, int row)
{
  g_return_val_if_fail (HERALD_IS_QR_CODE (self) && self->code != NULL, FALSE);
  g_return_val_if_fail (column >= 0 && column < self->code->width, FALSE);
  g_return_val_if_fail (row >= 0 && row < self->code->width, FALSE);

  return (self->code->data[row * self->code->width + column] & 1) != 0;
}
