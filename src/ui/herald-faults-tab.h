/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by which the emulator fails on purpose: what is on, and what can be switched on. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_FAULTS_TAB (herald_faults_tab_get_type ())
G_DECLARE_FINAL_TYPE (HeraldFaultsTab, herald_faults_tab, HERALD, FAULTS_TAB, AdwBin)

GtkWidget *herald_faults_tab_new (void);
/* @session: (nullable): the emulator's; @cancellable: (nullable): the page's */
void herald_faults_tab_set_session (HeraldFaultsTab *self,
                                    HeraldSession   *session,
                                    GCancellable    *cancellable);
/* Reads the rules again: they count what they hit. */
void  herald_faults_tab_update (HeraldFaultsTab *self);
void  herald_faults_tab_show (HeraldFaultsTab *self, GPtrArray *rules);
guint herald_faults_tab_get_n_active (HeraldFaultsTab *self);
/* Signal: “changed” (): other rules can strike. */

G_END_DECLS
