/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets a person sign in to an environment, in the browser or by a code. */
#pragma once

#include <adwaita.h>

#include "core/herald-account.h"
#include "core/herald-discovery.h"
#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SIGN_IN_DIALOG (herald_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSignInDialog, herald_sign_in_dialog, HERALD, SIGN_IN_DIALOG, AdwWindow)

/* @open: (nullable): shows the sign-in page; %NULL for the system's browser.
 * Property: “browser-seconds”, how long the browser is waited for. Signal: “signed-in”, after which
 * the dialog closes. */
HeraldSignInDialog *herald_sign_in_dialog_new (GtkWindow            *parent,
                                               HeraldWorkspace      *workspace,
                                               HeraldEnvironment    *environment,
                                               HeraldAccountOpenFunc open,
                                               gpointer              open_data);
/* To no environment yet; @discovery keeps the sign-in. */
HeraldSignInDialog *herald_sign_in_dialog_new_to_discover (GtkWindow       *parent,
                                                           HeraldStore     *store,
                                                           HeraldDiscovery *discovery);

G_END_DECLS
