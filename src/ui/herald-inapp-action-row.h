/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small form of one action of an in-app notification. */
#pragma once

#include <adwaita.h>

#include "model/herald-inapp-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_ACTION_ROW (herald_inapp_action_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappActionRow,
                      herald_inapp_action_row,
                      HERALD,
                      INAPP_ACTION_ROW,
                      AdwExpanderRow)

GtkWidget         *herald_inapp_action_row_new (HeraldInappAction *action);
HeraldInappAction *herald_inapp_action_row_get_action (HeraldInappActionRow *self);
/* Its number from 0 and how many there are: which way it can move. */
void herald_inapp_action_row_set_place (HeraldInappActionRow *self, guint index, guint n_actions);
void herald_inapp_action_row_set_issue (HeraldInappActionRow *self, const HeraldIssue *issue);
void herald_inapp_action_row_focus (HeraldInappActionRow *self); /* into its label */
/* Signals “move” (int: -1 up, 1 down) and “remove”. */

G_END_DECLS
