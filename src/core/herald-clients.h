/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an environment is talked to with. Private to this layer. */
#pragma once

#include "core/herald-recorder.h"
#include "core/herald-secrets.h"
#include "model/herald-emulator-info.h"
#include "model/herald-environment.h"
#include "net/herald-token-source.h"

G_BEGIN_DECLS

#define HERALD_CLIENTS_N_ORIGINS 5

/* An address of an environment, and what it is contacted for. */
typedef struct
{
  HeraldEnvironmentField field;
  HeraldHostPurposes     purposes;
} HeraldClientsOrigin;

/* All that herald_clients_make_http() allows. */
extern const HeraldClientsOrigin herald_clients_origins[HERALD_CLIENTS_N_ORIGINS];

void        herald_clients_record (HeraldHttp *http, HeraldRecorder *recorder);
HeraldHttp *herald_clients_make_http (HeraldEnvironment *environment,
                                      HeraldTransport   *transport,
                                      HeraldRecorder    *recorder,
                                      GError           **error);
/* @emulator: (nullable): with the built-in environment only. */
HeraldTokenSource *herald_clients_make_tokens (HeraldEnvironment  *environment,
                                               HeraldStore        *store,
                                               HeraldSecrets      *secrets,
                                               HeraldEmulatorInfo *emulator,
                                               HeraldHttp         *http);

G_END_DECLS
