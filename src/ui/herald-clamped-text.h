/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text that is laid out in a width and cut after some rendered lines, as phones do. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HeraldClampedText HeraldClampedText;

HeraldClampedText *herald_clamped_text_new (guint max_lines);
void               herald_clamped_text_free (HeraldClampedText *self);
void               herald_clamped_text_set_font (HeraldClampedText          *self,
                                                 PangoContext               *context,
                                                 const PangoFontDescription *font,
                                                 gboolean                    right_to_left);
gboolean    herald_clamped_text_set_text (HeraldClampedText *self, const char *text, int width);
const char *herald_clamped_text_get_text (HeraldClampedText *self);
guint       herald_clamped_text_get_n_lines (HeraldClampedText *self); /* shown */
gboolean    herald_clamped_text_is_cut (HeraldClampedText *self);
int         herald_clamped_text_get_width (HeraldClampedText *self); /* of the ink, rounded up */
int         herald_clamped_text_get_height (HeraldClampedText *self);
void        herald_clamped_text_snapshot (HeraldClampedText *self,
                                          GtkSnapshot       *snapshot,
                                          float              x,
                                          float              y,
                                          const GdkRGBA     *colour);
gboolean    herald_clamped_text_get_cut_line (HeraldClampedText *self, graphene_rect_t *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldClampedText, herald_clamped_text_free)

G_END_DECLS
