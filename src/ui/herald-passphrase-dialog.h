/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the passphrase of the file of secrets: to unlock, make or change it. */
#pragma once

#include <adwaita.h>

#include "core/herald-secrets.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_PASSPHRASE_UNLOCK,
  HERALD_PASSPHRASE_CREATE, /* and moves there what is in memory or in the keyring */
  HERALD_PASSPHRASE_CHANGE,
} HeraldPassphrasePurpose;

#define HERALD_TYPE_PASSPHRASE_DIALOG (herald_passphrase_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPassphraseDialog,
                      herald_passphrase_dialog,
                      HERALD,
                      PASSPHRASE_DIALOG,
                      AdwWindow)

HeraldPassphraseDialog *herald_passphrase_dialog_present (GtkWindow              *parent,
                                                          HeraldSecrets          *secrets,
                                                          HeraldPassphrasePurpose purpose);
/* Whenever something in the locked file is wanted, @window asks. */
void herald_passphrase_dialog_answer (GtkWindow *window, HeraldSecrets *secrets);

G_END_DECLS
