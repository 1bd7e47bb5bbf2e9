/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Web API does with a request, by kind. Each answers the call or sets an error. */
#pragma once

#include "emulator/herald-emulator-graph.h"
#include "emulator/herald-emulator-request.h"

G_BEGIN_DECLS

gboolean herald_emulator_webapi_read_set (HeraldEmulatorRequest *request, GError **error);
gboolean herald_emulator_webapi_read_row (HeraldEmulatorRequest *request, GError **error);
/* The row as a body: after a write with “return=representation”. */
JsonObject *
herald_emulator_webapi_represent (HeraldEmulatorRequest *request, const char *id, GError **error);
gboolean herald_emulator_webapi_create (HeraldEmulatorRequest *request, GError **error);
gboolean herald_emulator_webapi_create_row (HeraldEmulatorRequest      *request,
                                            const HeraldEmulatorNewRow *row,
                                            JsonObject                 *body,
                                            GError                    **error);
gboolean herald_emulator_webapi_update (HeraldEmulatorRequest *request, GError **error);
gboolean herald_emulator_webapi_delete (HeraldEmulatorRequest *request, GError **error);
/* One property: PUT with {"value": …}, or DELETE, which empties it. */
gboolean herald_emulator_webapi_set_property (HeraldEmulatorRequest *request, GError **error);
gboolean herald_emulator_webapi_clear_property (HeraldEmulatorRequest *request, GError **error);
/* `…/navigation/$ref`, and rows created in a collection. */
gboolean herald_emulator_webapi_is_reference (HeraldEmulatorRequest *request);
gboolean herald_emulator_webapi_change_reference (HeraldEmulatorRequest *request, GError **error);
gboolean herald_emulator_webapi_create_related (HeraldEmulatorRequest *request, GError **error);
/* Many rows of one set; @found is whether the path names such a message. */
gboolean
herald_emulator_webapi_bulk (HeraldEmulatorRequest *request, gboolean *found, GError **error);
/* Unbound functions and actions; @found is whether the path names one. */
gboolean
herald_emulator_webapi_operate (HeraldEmulatorRequest *request, gboolean *found, GError **error);
/* Functions and actions that are bound to a row. */
gboolean herald_emulator_webapi_operate_on_row (HeraldEmulatorRequest *request, GError **error);
/* `EntityDefinitions` and what is below. */
gboolean herald_emulator_webapi_read_definitions (HeraldEmulatorRequest *request, GError **error);
/* `RelationshipDefinitions` and `GlobalOptionSetDefinitions`. */
gboolean herald_emulator_webapi_read_relationships (HeraldEmulatorRequest *request, GError **error);
gboolean herald_emulator_webapi_read_option_sets (HeraldEmulatorRequest *request, GError **error);
gboolean
herald_emulator_webapi_send_app_notification (HeraldEmulatorRequest *request, GError **error);

/* For scripts of web pages, whose browser asks first; that needs no token. */
void     herald_emulator_webapi_allow_page (HeraldEmulatorCall *call);
gboolean herald_emulator_webapi_answer_preflight (HeraldEmulatorCall *call);

/* Many requests in one. */
gboolean herald_emulator_webapi_batch (HeraldEmulatorRequest *request, GError **error);
/* Answers a request of a batch as if it had come alone from who sent the batch. */
void herald_emulator_dataverse_serve_part (HeraldEmulatorRequest *batch, HeraldEmulatorCall *part);

G_END_DECLS
