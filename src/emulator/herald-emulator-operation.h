/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions and actions: what each is called, takes and gives, for those who call them and for
 * $metadata alike. */
#pragma once

#include "emulator/herald-emulator-request.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_MOST_PARAMETERS 9

typedef enum
{
  HERALD_EMULATOR_PARAMETER_STRING,
  HERALD_EMULATOR_PARAMETER_INT,
  HERALD_EMULATOR_PARAMETER_BOOLEAN,
  HERALD_EMULATOR_PARAMETER_ACCESS_TYPE, /* EndpointAccessType: its member, as text */
  HERALD_EMULATOR_PARAMETER_STRINGS,
  HERALD_EMULATOR_PARAMETER_GUIDS,
  HERALD_EMULATOR_PARAMETER_ENTITY, /* an object with “@odata.id” */
  HERALD_EMULATOR_PARAMETER_USER,   /* read by the action itself, as the next one */
  HERALD_EMULATOR_PARAMETER_EXPANDO,
} HeraldEmulatorParameterType;

typedef struct
{
  const char                 *name;
  HeraldEmulatorParameterType type;
  gboolean                    required;
} HeraldEmulatorParameter;

/* @arguments: checked by name, presence and type. Answers the call or sets an error. */
typedef gboolean (*HeraldEmulatorOperationFunc) (HeraldEmulatorRequest *request,
                                                 JsonObject            *arguments,
                                                 GError               **error);

typedef struct
{
  const char                 *name;
  gboolean                    is_action;
  const char                 *bound_to; /* (nullable): logical name of the rows it is called on */
  const char                 *returns;  /* (nullable): a type of Microsoft.Dynamics.CRM */
  HeraldEmulatorOperationFunc func;
  HeraldEmulatorParameter     parameters[HERALD_EMULATOR_MOST_PARAMETERS + 1];
} HeraldEmulatorOperation;

/* All there are; ends with one that has no name. */
const HeraldEmulatorOperation *herald_emulator_operations_get (void);

const char *herald_emulator_parameter_get_edm_type (const HeraldEmulatorParameter *self);
JsonObject *herald_emulator_operation_read_arguments (const HeraldEmulatorOperation *self,
                                                      HeraldEmulatorRequest         *request,
                                                      const char                    *text,
                                                      GError                       **error);
/* An answer that starts with the context of its type. */
JsonObject *herald_emulator_operation_new_answer (HeraldEmulatorRequest *request, const char *type);

gboolean herald_emulator_operation_who_am_i (HeraldEmulatorRequest *request,
                                             JsonObject            *arguments,
                                             GError               **error);
gboolean herald_emulator_operation_retrieve_version (HeraldEmulatorRequest *request,
                                                     JsonObject            *arguments,
                                                     GError               **error);
gboolean herald_emulator_operation_retrieve_current_organization (HeraldEmulatorRequest *request,
                                                                  JsonObject            *arguments,
                                                                  GError               **error);
gboolean herald_emulator_operation_retrieve_total_record_count (HeraldEmulatorRequest *request,
                                                                JsonObject            *arguments,
                                                                GError               **error);
gboolean herald_emulator_operation_retrieve_setting (HeraldEmulatorRequest *request,
                                                     JsonObject            *arguments,
                                                     GError               **error);
gboolean herald_emulator_operation_save_setting_value (HeraldEmulatorRequest *request,
                                                       JsonObject            *arguments,
                                                       GError               **error);
gboolean herald_emulator_operation_publish (HeraldEmulatorRequest *request,
                                            JsonObject            *arguments,
                                            GError               **error);

gboolean herald_emulator_operation_retrieve_user_privileges (HeraldEmulatorRequest *request,
                                                             JsonObject            *arguments,
                                                             GError               **error);
gboolean herald_emulator_operation_retrieve_privilege_by_name (HeraldEmulatorRequest *request,
                                                               JsonObject            *arguments,
                                                               GError               **error);
gboolean herald_emulator_operation_retrieve_privileges_by_names (HeraldEmulatorRequest *request,
                                                                 JsonObject            *arguments,
                                                                 GError               **error);
gboolean herald_emulator_operation_retrieve_privileges_by_ids (HeraldEmulatorRequest *request,
                                                               JsonObject            *arguments,
                                                               GError               **error);
gboolean herald_emulator_operation_retrieve_principal_access (HeraldEmulatorRequest *request,
                                                              JsonObject            *arguments,
                                                              GError               **error);

G_END_DECLS
