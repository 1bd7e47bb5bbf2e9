/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An authorization request that was understood: where it is answered, and with what. */
#pragma once

#include "emulator/herald-emulator-sign-in-request.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_ANSWER_QUERY,
  HERALD_EMULATOR_ANSWER_FRAGMENT,
  HERALD_EMULATOR_ANSWER_FORM,
} HeraldEmulatorAnswerMode;

typedef struct
{
  const HeraldEmulatorSignInClient *client; /* (unowned) */

  char                    *origin;
  char                    *segment;  /* of the tenant */
  char                    *redirect; /* as the request has it */
  HeraldEmulatorAnswerMode mode;
  char                    *state; /* (nullable) */
  gboolean                 wants_code;
  gboolean                 wants_id_token;
  char                    *nonce;     /* (nullable) */
  char                    *challenge; /* (nullable) */
  gboolean                 challenge_hashed;
  char                    *scope; /* (nullable) until it was read */
  char                    *hint;  /* (nullable) */
  gboolean                 silent;
  gboolean                 asks_consent;
  gboolean                 strong; /* repeats claims */
  gboolean                 v1;
  gint64                   begun_at_seconds;
} HeraldEmulatorSignInAuthorization;

void herald_emulator_sign_in_authorization_free (HeraldEmulatorSignInAuthorization *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorSignInAuthorization,
                               herald_emulator_sign_in_authorization_free)

/* In two steps: a refusal of the first is shown to the person, one of the second is sent back. */
HeraldEmulatorSignInAuthorization *
herald_emulator_sign_in_authorization_new (HeraldEmulatorSignInRequest *request, GError **error);
gboolean herald_emulator_sign_in_authorization_read (HeraldEmulatorSignInAuthorization *self,
                                                     HeraldEmulatorSignInRequest       *request,
                                                     GError                           **error);
void     herald_emulator_sign_in_authorization_answer (HeraldEmulatorSignInAuthorization *self,
                                                       HeraldEmulatorCall                *call,
                                                       GHashTable                        *fields);
void     herald_emulator_sign_in_authorization_refuse (HeraldEmulatorSignInAuthorization *self,
                                                       HeraldEmulatorSite                *site,
                                                       HeraldEmulatorCall                *call,
                                                       const GError                      *error);

G_END_DECLS
