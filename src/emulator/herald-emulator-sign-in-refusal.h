/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the sign-in refuses: its error, its AADSTS number, its sentence. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_SIGN_IN_REFUSAL (herald_emulator_sign_in_refusal_quark ())

/* Each is named in the table of the .c file with its number and with what causes it. */
typedef enum
{
  HERALD_EMULATOR_SIGN_IN_MALFORMED,
  HERALD_EMULATOR_SIGN_IN_PARAMETER_MISSING,
  HERALD_EMULATOR_SIGN_IN_FIELD_MISSING,
  HERALD_EMULATOR_SIGN_IN_PARAMETER_INVALID,
  HERALD_EMULATOR_SIGN_IN_TENANT_UNKNOWN,
  HERALD_EMULATOR_SIGN_IN_TENANT_MISSING,
  HERALD_EMULATOR_SIGN_IN_CONSUMERS,
  HERALD_EMULATOR_SIGN_IN_INSTANCE_UNKNOWN,
  HERALD_EMULATOR_SIGN_IN_GRANT_UNSUPPORTED,
  HERALD_EMULATOR_SIGN_IN_RESPONSE_TYPE_UNSUPPORTED,
  HERALD_EMULATOR_SIGN_IN_RESPONSE_MODE_UNSUPPORTED,
  HERALD_EMULATOR_SIGN_IN_NONCE_MISSING,
  HERALD_EMULATOR_SIGN_IN_CLIENT_UNKNOWN,
  HERALD_EMULATOR_SIGN_IN_CLIENT_DISABLED,
  HERALD_EMULATOR_SIGN_IN_REDIRECT_MISMATCH,
  HERALD_EMULATOR_SIGN_IN_REDIRECT_MISSING,
  HERALD_EMULATOR_SIGN_IN_SECRET_MISSING,
  HERALD_EMULATOR_SIGN_IN_SECRET_WRONG,
  HERALD_EMULATOR_SIGN_IN_SECRET_EXPIRED,
  HERALD_EMULATOR_SIGN_IN_SECRET_OF_PUBLIC,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_KEY,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_SIGNATURE,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_AUDIENCE,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_ISSUER,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_TIME,
  HERALD_EMULATOR_SIGN_IN_ASSERTION_REPLAYED,
  HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID,
  HERALD_EMULATOR_SIGN_IN_SCOPES_MIXED,
  HERALD_EMULATOR_SIGN_IN_RESOURCE_UNKNOWN,
  HERALD_EMULATOR_SIGN_IN_CODE_INVALID,
  HERALD_EMULATOR_SIGN_IN_CODE_EXPIRED,
  HERALD_EMULATOR_SIGN_IN_CODE_USED,
  HERALD_EMULATOR_SIGN_IN_CODE_CLIENT,
  HERALD_EMULATOR_SIGN_IN_CODE_REDIRECT,
  HERALD_EMULATOR_SIGN_IN_VERIFIER_WRONG,
  HERALD_EMULATOR_SIGN_IN_VERIFIER_UNEXPECTED,
  HERALD_EMULATOR_SIGN_IN_CHALLENGE_INVALID,
  HERALD_EMULATOR_SIGN_IN_CHALLENGE_MISSING,
  HERALD_EMULATOR_SIGN_IN_CROSS_ORIGIN,
  HERALD_EMULATOR_SIGN_IN_CROSS_ORIGIN_ONLY,
  HERALD_EMULATOR_SIGN_IN_REFRESH_INVALID,
  HERALD_EMULATOR_SIGN_IN_REFRESH_EXPIRED,
  HERALD_EMULATOR_SIGN_IN_REFRESH_OF_PAGE_EXPIRED,
  HERALD_EMULATOR_SIGN_IN_REFRESH_REVOKED,
  HERALD_EMULATOR_SIGN_IN_DEVICE_PENDING,
  HERALD_EMULATOR_SIGN_IN_DEVICE_SLOW_DOWN,
  HERALD_EMULATOR_SIGN_IN_DEVICE_DECLINED,
  HERALD_EMULATOR_SIGN_IN_DEVICE_EXPIRED,
  HERALD_EMULATOR_SIGN_IN_DEVICE_INVALID,
  HERALD_EMULATOR_SIGN_IN_PASSWORD_WRONG,
  HERALD_EMULATOR_SIGN_IN_USER_UNKNOWN,
  HERALD_EMULATOR_SIGN_IN_USER_OF_OTHER_TENANT,
  HERALD_EMULATOR_SIGN_IN_USER_LOCKED,
  HERALD_EMULATOR_SIGN_IN_PASSWORD_EXPIRED,
  HERALD_EMULATOR_SIGN_IN_USER_DISABLED,
  HERALD_EMULATOR_SIGN_IN_NO_SESSION,
  HERALD_EMULATOR_SIGN_IN_CANCELLED,
  HERALD_EMULATOR_SIGN_IN_FACTOR_ENROL,
  HERALD_EMULATOR_SIGN_IN_FACTOR_NEEDED,
  HERALD_EMULATOR_SIGN_IN_NOT_ASSIGNED,
  HERALD_EMULATOR_SIGN_IN_DEVICE_NOT_COMPLIANT,
  HERALD_EMULATOR_SIGN_IN_DEVICE_NOT_JOINED,
  HERALD_EMULATOR_SIGN_IN_ACCESS_BLOCKED,
  HERALD_EMULATOR_SIGN_IN_CONSENT_MISSING,
  HERALD_EMULATOR_SIGN_IN_CONSENT_DECLINED,
  HERALD_EMULATOR_SIGN_IN_ADMIN_CONSENT,
  HERALD_EMULATOR_SIGN_IN_TICKET_OVER,
  HERALD_EMULATOR_SIGN_IN_N_REFUSALS,
} HeraldEmulatorSignInRefusal;

/* One refusal as it is told to somebody: the same ids in body, page and headers. */
typedef struct
{
  char *trace_id;
  char *correlation_id;
  char *timestamp;
  char *description;
} HeraldEmulatorSignInReport;

GQuark      herald_emulator_sign_in_refusal_quark (void);
gboolean    herald_emulator_sign_in_refusal_set (GError                    **error,
                                                 HeraldEmulatorSignInRefusal refusal,
                                                 const char                 *subject);
const char *herald_emulator_sign_in_refusal_get_error (const GError *error);
guint       herald_emulator_sign_in_refusal_get_number (const GError *error);
const char *herald_emulator_sign_in_refusal_get_suberror (const GError *error);
const char *herald_emulator_sign_in_refusal_find_text (guint number);
/* The value of “claims” in an authorization request that overcomes a refusal for a second factor.
 */
const char *herald_emulator_sign_in_refusal_get_claims (void);
void        herald_emulator_sign_in_refusal_respond (HeraldEmulatorSite *site,
                                                     HeraldEmulatorCall *call,
                                                     const GError       *error);
void        herald_emulator_sign_in_refusal_add_headers (HeraldEmulatorCall *call,
                                                         const char         *trace_id,
                                                         const char         *correlation_id);
void        herald_emulator_sign_in_report_init (HeraldEmulatorSignInReport *self,
                                                 HeraldEmulatorSite         *site,
                                                 HeraldEmulatorCall         *call,
                                                 const GError               *error);
void        herald_emulator_sign_in_report_clear (HeraldEmulatorSignInReport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorSignInReport, herald_emulator_sign_in_report_clear)

G_END_DECLS
