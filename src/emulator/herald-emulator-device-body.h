/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the requests of the device API have in common: organization, strict bodies, typed members.
 */
#pragma once

#include "base/herald-json.h"
#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_DEVICE_API "/api/v1.0/orgs/{org}"

/* Sets an INVALID error and returns FALSE. */
gboolean
herald_emulator_device_body_invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void herald_emulator_device_body_refuse (HeraldEmulatorCall *call, const GError *error);

/* Checks the content type, the size and the JSON itself. */
JsonNode *herald_emulator_device_body_parse (HeraldEmulatorCall *call, GError **error);
/* The same for a body that must be one object; @names as below. */
JsonObject *herald_emulator_device_body_parse_object (HeraldEmulatorCall *call,
                                                      const char *const  *names,
                                                      GError            **error);
/* Gives members whose names differ from one of @names in case only that very name. */
gboolean
herald_emulator_device_body_fold (JsonObject *object, const char *const *names, GError **error);
/* @value: (out) (transfer full): in lower case */
gboolean herald_emulator_device_body_read_guid (JsonObject *object,
                                                const char *name,
                                                char      **value,
                                                GError    **error);
/* A text of 1 to @longest characters. @value: (out) (transfer none) (nullable) */
gboolean herald_emulator_device_body_read_text (JsonObject        *object,
                                                const char        *name,
                                                HeraldJsonPresence presence,
                                                glong              longest,
                                                const char       **value,
                                                GError           **error);
gboolean
herald_emulator_device_body_read_api_token (JsonObject *object, const char **value, GError **error);
/* The organization of the address; @own: (out): whether it is this emulator's. */
gboolean herald_emulator_device_body_read_organization (HeraldEmulatorSite *site,
                                                        HeraldEmulatorCall *call,
                                                        gboolean           *own,
                                                        GError            **error);

G_END_DECLS
