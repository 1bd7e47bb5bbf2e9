/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several widgets of our own do. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void herald_widget_unparent_children (GtkWidget *widget);
/* For addresses and ids: a hyphen where a line ends would be read as a part of them. */
void herald_widget_stop_hyphens (GtkWidget *widget);
void herald_widget_wrap_at_words (GtkWidget *widget);
/* @row: with a GtkText inside, such as an AdwPasswordEntryRow. When it goes, what was typed does.
 */
void herald_widget_wipe_typed (GtkEditable *row);
void herald_widget_set_choices (AdwComboRow *row, GtkStringList *names);

G_END_DECLS
