/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an environment is talked to with. Private to this layer. */
#pragma once

#include "core/herald-recorder.h"
#include "core/herald-secrets.h"
#include "model/herald-emulator-info.h"
#include "model/herald-environment.h"
#include "net/herald-token-source.h"

G_BEGIN_DECLS

HeraldHttp *
herald_clients_make_http (HeraldEnvironment *environment, HeraldRecorder *recorder, GError **error);
/* @emulator: (nullable): with the built-in environment only. */
HeraldTokenSource *herald_clients_make_tokens (HeraldEnvironment  *environment,
                                               HeraldStore        *store,
                                               HeraldSecrets      *secrets,
                                               HeraldEmulatorInfo *emulator,
                                               HeraldHttp         *http);

G_END_DECLS
