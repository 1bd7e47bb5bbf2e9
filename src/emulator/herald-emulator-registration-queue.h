/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations and clean-ups that were accepted and are done a little later. */
#pragma once

#include "emulator/herald-emulator-phones.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_REGISTER,
  HERALD_EMULATOR_CLEAN_UP,
} HeraldEmulatorRegistrationKind;

/* One request; texts are not owned. */
typedef struct
{
  HeraldEmulatorRegistrationKind kind;
  const char                    *app_id;
  const char                    *user_id;
  const char                    *token; /* (nullable) of a clean-up: all of the user's devices */
  HeraldEmulatorPlatform         platform;
  gboolean                       tracked;          /* its status can be read */
  gboolean                       refused;          /* its access token is wrong */
  const char                    *callback_url;     /* (nullable) */
  const char                    *callback_headers; /* (nullable): JSON */
  const char                    *api_token;        /* signs the callback */
} HeraldEmulatorRegistrationRequest;

gboolean herald_emulator_registration_queue_attach (HeraldEmulatorSite *site, GError **error);
/* Returns: (transfer full): the request's id */
char *herald_emulator_registration_queue_add (HeraldEmulatorSite                      *site,
                                              const HeraldEmulatorRegistrationRequest *request,
                                              GError                                 **error);
/* “Pending” for what is unknown. @reason: (out) (transfer full) (nullable) */
char *herald_emulator_registration_queue_get_status (HeraldEmulatorSite *site,
                                                     const char         *app_id,
                                                     const char         *request_id,
                                                     char              **reason);

G_END_DECLS
