/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be picked: the users of Dataverse, and some who exist in the directory only. */
#pragma once

#include "emulator/herald-emulator-sign-in-clients.h"
#include "emulator/herald-emulator-sign-in-refusal.h"

G_BEGIN_DECLS

typedef struct
{
  char *object_id;
  char *user_name; /* such as “admin@contosoltd.com” */
  char *name;
  char *given;
  char *family;

  HeraldEmulatorSignInRefusal obstacle; /* HERALD_EMULATOR_SIGN_IN_N_REFUSALS when there is none */
} HeraldEmulatorSignInPerson;

/* How far a person came. */
typedef struct
{
  gboolean consented; /* accepted the page that asks */
  gboolean strong;    /* with a second factor */
} HeraldEmulatorSignInProof;

void herald_emulator_sign_in_person_free (HeraldEmulatorSignInPerson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorSignInPerson, herald_emulator_sign_in_person_free)

GPtrArray *herald_emulator_sign_in_people_list (HeraldEmulatorSite *site, GError **error);
HeraldEmulatorSignInPerson *
herald_emulator_sign_in_people_find (HeraldEmulatorSite *site, const char *name, GError **error);
gboolean herald_emulator_sign_in_people_check (HeraldEmulatorSite               *site,
                                               const HeraldEmulatorSignInPerson *person,
                                               const HeraldEmulatorSignInClient *client,
                                               const HeraldEmulatorSignInProof  *proof,
                                               GError                          **error);
gboolean herald_emulator_sign_in_people_is_admin (HeraldEmulatorSite               *site,
                                                  const HeraldEmulatorSignInPerson *person);

G_END_DECLS
