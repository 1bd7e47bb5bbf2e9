/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state in a few words behind an icon of its kind: fine, attention, wrong, or nothing yet. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_LOOK_NEUTRAL,
  HERALD_LOOK_GOOD,
  HERALD_LOOK_WARNING,
  HERALD_LOOK_BAD,
} HeraldLook;

#define HERALD_TYPE_STATE_LABEL (herald_state_label_get_type ())
G_DECLARE_FINAL_TYPE (HeraldStateLabel, herald_state_label, HERALD, STATE_LABEL, GtkWidget)

GtkWidget  *herald_state_label_new (HeraldLook look, const char *text);
void        herald_state_label_set (HeraldStateLabel *self, HeraldLook look, const char *text);
const char *herald_state_label_get_text (HeraldStateLabel *self);

G_END_DECLS
