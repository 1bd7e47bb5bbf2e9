/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables against what is known of the real ones, column by column. Sources: the table
 * references of Dataverse and of Customer Insights - Journeys and metadata of 2024-12, read
 * 2026-11. Where a reference gives no length (0), default (NONE) or labels (NULL), none is asked
 * for. */
#include "config.h"

#include "emulator/herald-emulator-schema.h"

#include <string.h>

#define NONE G_MININT64

#define STRING HERALD_EMULATOR_COLUMN_STRING
#define MEMO HERALD_EMULATOR_COLUMN_MEMO
#define INT HERALD_EMULATOR_COLUMN_INT
#define BOOLEAN HERALD_EMULATOR_COLUMN_BOOLEAN
#define CHOICE HERALD_EMULATOR_COLUMN_CHOICE
#define STATE HERALD_EMULATOR_COLUMN_STATE
#define STATUS HERALD_EMULATOR_COLUMN_STATUS
#define DATETIME HERALD_EMULATOR_COLUMN_DATETIME
#define GUID HERALD_EMULATOR_COLUMN_GUID
#define LOOKUP HERALD_EMULATOR_COLUMN_LOOKUP
#define MANAGED_PROPERTY HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY

typedef enum
{
  REQUIRED = 1 << 0,
  RECOMMENDED = 1 << 1,
  SECURED = 1 << 2,
} Flags;

typedef struct
{
  const char              *table;
  const char              *column;
  HeraldEmulatorColumnType type;
  gint64                   length;
  gint64                   default_value;
  const char *options; /* (nullable): “value=label;…”, of a status “value=label/state” */
  const char *target;  /* (nullable): a table that the lookup leads to */
  guint       flags;
} Fact;

static const Fact facts[] = {
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_mobileappchannelinstanceid", GUID, 0, NONE, NULL,
    NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_name", STRING, 100, NONE, NULL, NULL,
    RECOMMENDED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_description", STRING, 4000, NONE, NULL, NULL,
    0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_apitoken", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_applicationmode", CHOICE, 0, 0,
    "0=Production;1=Sandbox", NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_authenticationmode", CHOICE, 0, 0,
    "0=Certificate;1=Token", NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_bundleid", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_keyid", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_teamid", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_signingkey", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificate1", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificate2", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificate3", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificate4", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificate5", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificatename", STRING, 400, NONE, NULL, NULL,
    0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_password", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_fcmauthenticationmode", CHOICE, 0, 0,
    "0=Api Key;1=Service Account Json", NULL, 0 },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_apikey", STRING, 4000, NONE, NULL, NULL,
    SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjson1", STRING, 4000, NONE, NULL,
    NULL, SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjson2", STRING, 4000, NONE, NULL,
    NULL, SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjson3", STRING, 4000, NONE, NULL,
    NULL, SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjson4", STRING, 4000, NONE, NULL,
    NULL, SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjson5", STRING, 4000, NONE, NULL,
    NULL, SECURED },
  { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjsonname", STRING, 400, NONE, NULL,
    NULL, 0 },
  { "msdyn_channelinstance", "msdyn_channelinstanceid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channelinstance", "msdyn_name", STRING, 100, NONE, NULL, NULL, REQUIRED },
  { "msdyn_channelinstance", "msdyn_description", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdyn_channelinstance", "msdyn_contactpoint", STRING, 100, NONE, NULL, NULL, RECOMMENDED },
  { "msdyn_channelinstance", "msdyn_channeldefinitionid", LOOKUP, 0, NONE, NULL,
    "msdyn_channeldefinition", REQUIRED },
  { "msdyn_channelinstance", "msdyn_channelinstanceaccountid", LOOKUP, 0, NONE, NULL,
    "msdyn_channelinstanceaccount", 0 },
  { "msdyn_channelinstance", "msdyn_consumingapplicationid", LOOKUP, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channelinstance", "msdyn_extendedentityid", LOOKUP, 0, NONE, NULL,
    "msdynmkt_mobileappchannelinstance", 0 },
  { "msdyn_channelinstanceaccount", "msdyn_channelinstanceaccountid", GUID, 0, NONE, NULL, NULL,
    0 },
  { "msdyn_channelinstanceaccount", "msdyn_name", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channelinstanceaccount", "msdyn_description", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channelinstanceaccount", "msdyn_channeldefinitionid", LOOKUP, 0, NONE, NULL,
    "msdyn_channeldefinition", 0 },
  { "msdyn_channelinstanceaccount", "msdyn_extendedentityid", LOOKUP, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_channeldefinitionid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_name", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_displayname", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_description", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_channeltype", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_channeldefinitionexternalentity", STRING, 0, NONE, NULL, NULL,
    0 },
  { "msdyn_channeldefinition", "msdyn_channeldefinitionexternalformid", STRING, 0, NONE, NULL, NULL,
    0 },
  { "msdyn_channeldefinition", "msdyn_channeldefinitionaccountexternalentity", STRING, 0, NONE,
    NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_channeldefinitionaccountexternalformid", STRING, 0, NONE,
    NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_messageformid", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_specialconsentlabel", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_outboundendpointurltemplate", STRING, 0, NONE, NULL, NULL,
    0 },
  { "msdyn_channeldefinition", "msdyn_instanceregistrationendpointurltemplate", STRING, 0, NONE,
    NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_hasdeliveryreceipt", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_hasinbound", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_supportsaccount", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_supportsattachment", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_supportsbinary", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdyn_channeldefinition", "msdyn_specialconsentrequired", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_mobileappid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_name", STRING, 100, NONE, NULL, NULL, REQUIRED },
  { "msdynmkt_mobileapp", "msdynmkt_description", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_activefcm", BOOLEAN, 0, 1, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_activeios", BOOLEAN, 0, 1, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_apikey", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_apitoken", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_bundleid", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_keyid", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_teamid", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_signingkey", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_password", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_certificate1", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_certificate2", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_certificate3", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_certificate4", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_certificate5", STRING, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_certificatename", STRING, 400, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_applicationmode", BOOLEAN, 0, NONE, "1=Sandbox;0=Production",
    NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_authenticationmode", BOOLEAN, 0, NONE, "1=Token;0=Certificate",
    NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_uionly_value_endpoint", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapp", "msdynmkt_uionly_value_organizationid", STRING, 100, NONE, NULL, NULL,
    0 },
  { "msdynmkt_mobileapp", "msdynmkt_validationfcm", CHOICE, 0, NONE,
    "295660000=Not started;295660001=Checking;295660002=Valid;295660003=Invalid;295660004=Valid "
    "connected",
    NULL, REQUIRED },
  { "msdynmkt_mobileapp", "msdynmkt_validationios", CHOICE, 0, NONE,
    "295660000=Not started;295660001=Checking;295660002=Valid;295660003=Invalid;295660004=Valid "
    "connected",
    NULL, REQUIRED },
  { "msdynmkt_mobileapplication", "msdynmkt_mobileapplicationid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_activefcm", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_activeios", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_apikey", MEMO, 4000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_apitoken", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_applicationmode", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_authenticationmode", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_applicationnicknameapns", STRING, 200, NONE, NULL, NULL,
    0 },
  { "msdynmkt_mobileapplication", "msdynmkt_applicationnicknamefcm", STRING, 200, NONE, NULL, NULL,
    0 },
  { "msdynmkt_mobileapplication", "msdynmkt_bundleid", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_keyid", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_teamid", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_signingkey", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_password", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_certificatename", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_description", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_organizationid", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_testmessage", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_certificate", MEMO, 5000, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_endpoint", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_isconnected", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_tokencopied", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_validationfcm", CHOICE, 0, NONE,
    "295660000=Not started;295660001=Checking;295660002=Valid;295660003=Invalid;295660004=Valid "
    "connected",
    NULL, 0 },
  { "msdynmkt_mobileapplication", "msdynmkt_validationios", CHOICE, 0, NONE,
    "295660000=Not started;295660001=Checking;295660002=Valid;295660003=Invalid;295660004=Valid "
    "connected",
    NULL, 0 },
  { "msdynmkt_pushmobiledevice", "msdynmkt_pushmobiledeviceid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushmobiledevice", "msdynmkt_name", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushmobiledevice", "msdynmkt_devicetoken", STRING, 300, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushmobiledevice", "msdynmkt_platform", STRING, 400, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushmobiledevice", "msdynmkt_useridentifier", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushmobiledevice", "msdynmkt_mobileappchannelinstanceid", LOOKUP, 0, NONE, NULL,
    "msdynmkt_mobileappchannelinstance", 0 },
  { "msdynmkt_pushdeviceregistrationresult", "msdynmkt_pushdeviceregistrationresultid", GUID, 0,
    NONE, NULL, NULL, 0 },
  { "msdynmkt_pushdeviceregistrationresult", "msdynmkt_name", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushdeviceregistrationresult", "msdynmkt_registrationresult", STATUS, 0, NONE,
    "1=Success/0;2=Failed/1", NULL, 0 },
  { "msdynmkt_pushdeviceregistrationresult", "msdynmkt_failedreason", STRING, 100, NONE, NULL, NULL,
    RECOMMENDED },
  { "msdynmkt_pushdeviceregistrationresult", "msdynmkt_details", MEMO, 20000, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushdeviceregistrationresult", "msdynmkt_pushmobiledeviceid", LOOKUP, 0, NONE, NULL,
    "msdynmkt_pushmobiledevice", 0 },
  { "msdynmkt_mobiledevice", "msdynmkt_mobiledeviceid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobiledevice", "msdynmkt_devicetoken", STRING, 200, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobiledevice", "msdynmkt_name", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobiledevice", "msdynmkt_platform", STRING, 400, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobiledevice", "msdynmkt_useridentifier", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_mobiledevice", "msdynmkt_mobileappid", LOOKUP, 0, NONE, NULL, "msdynmkt_mobileapp",
    0 },
  { "msdynmkt_mobiledevice", "msdynmkt_mobileapplicationid", LOOKUP, 0, NONE, NULL,
    "msdynmkt_mobileapplication", 0 },
  { "msdynmkt_pushnotification", "msdynmkt_pushnotificationid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_name", STRING, 500, NONE, NULL, NULL, RECOMMENDED },
  { "msdynmkt_pushnotification", "msdynmkt_title", STRING, 500, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_subtitle", STRING, 500, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_message", MEMO, 2000, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_link", STRING, 2000, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_imageid", STRING, 100, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_onclickbehavior", CHOICE, 0, 534120000,
    "534120000=Open the app;534120001=Open in browser;534120002=Open Customer Voice survey", NULL,
    0 },
  { "msdynmkt_pushnotification", "msdynmkt_messagedesignation", CHOICE, 0, NONE,
    "534120000=Commercial;534120001=Transactional", NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_placeholders", MEMO, 500000, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_recipient", STRING, 500, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_appname", STRING, 400, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_description", MEMO, 2000, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "msdynmkt_compliance", LOOKUP, 0, NONE, NULL,
    "msdynmkt_compliancesettings4", 0 },
  { "msdynmkt_pushnotification", "msdynmkt_purpose", LOOKUP, 0, NONE, NULL, "msdynmkt_purpose", 0 },
  { "msdynmkt_pushnotification", "msdynmkt_topic", LOOKUP, 0, NONE, NULL, "msdynmkt_topic", 0 },
  { "msdynmkt_pushnotification", "statuscode", STATUS, 0, 1,
    "1=Draft/0;2=Ready to send/0;3=Ready to send (editing)/0;100=Inactive/1", NULL, 0 },
  { "msdynmkt_pushnotification", "componentidunique", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "componentstate", CHOICE, 0, NONE,
    "0=Published;1=Unpublished;2=Deleted;3=Deleted Unpublished", NULL, 0 },
  { "msdynmkt_pushnotification", "ismanaged", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "iscustomizable", MANAGED_PROPERTY, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "solutionid", GUID, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_pushnotification", "overwritetime", DATETIME, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_journey", "msdynmkt_name", STRING, 0, NONE, NULL, NULL, 0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL, "customapi", 0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL,
    "msdynmkt_customchannelmessage", 0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL, "msdynmkt_email",
    0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL,
    "msdynmkt_mobileapp", 0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL,
    "msdynmkt_mobileapplication", 0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL,
    "msdynmkt_pushnotification", 0 },
  { "msdynmkt_journeydependency", "msdynmkt_dependency", LOOKUP, 0, NONE, NULL, "msdynmkt_sms", 0 },
  { "contact", "contactid", GUID, 0, NONE, NULL, NULL, 0 },
  { "contact", "fullname", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "firstname", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "lastname", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "emailaddress1", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "emailaddress2", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "mobilephone", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "telephone1", STRING, 0, NONE, NULL, NULL, 0 },
  { "contact", "parentcustomerid", LOOKUP, 0, NONE, NULL, "account", 0 },
  { "contact", "parentcustomerid", LOOKUP, 0, NONE, NULL, "contact", 0 },
  { "contact", "statecode", STATE, 0, 0, "0=Active;1=Inactive", NULL, 0 },
  { "lead", "leadid", GUID, 0, NONE, NULL, NULL, 0 },
  { "lead", "fullname", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "firstname", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "lastname", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "companyname", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "subject", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "emailaddress1", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "mobilephone", STRING, 0, NONE, NULL, NULL, 0 },
  { "lead", "statecode", STATE, 0, 0, "0=Open;1=Qualified;2=Disqualified", NULL, 0 },
  { "systemuser", "systemuserid", GUID, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "fullname", STRING, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "internalemailaddress", STRING, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "domainname", STRING, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "azureactivedirectoryobjectid", GUID, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "applicationid", GUID, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "accessmode", CHOICE, 0, NONE,
    "0=Read-Write;1=Administrative;2=Read;3=Support User;4=Non-interactive;5=Delegated Admin", NULL,
    0 },
  { "systemuser", "isdisabled", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "islicensed", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "setupuser", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "systemuser", "businessunitid", LOOKUP, 0, NONE, NULL, "businessunit", 0 },
  { "appmodule", "appmoduleid", GUID, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "appmoduleidunique", GUID, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "name", STRING, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "uniquename", STRING, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "description", STRING, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "url", STRING, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "clienttype", INT, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "webresourceid", GUID, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "statecode", STATE, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "ismanaged", BOOLEAN, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "publishedon", DATETIME, 0, NONE, NULL, NULL, 0 },
  { "appmodule", "publisherid", LOOKUP, 0, NONE, NULL, "publisher", 0 },
  { "team", "teamid", GUID, 0, NONE, NULL, NULL, 0 },
  { "team", "name", STRING, 0, NONE, NULL, NULL, 0 },
  { "team", "businessunitid", LOOKUP, 0, NONE, NULL, "businessunit", 0 },
  { "role", "roleid", GUID, 0, NONE, NULL, NULL, 0 },
  { "role", "name", STRING, 0, NONE, NULL, NULL, 0 },
  { "role", "businessunitid", LOOKUP, 0, NONE, NULL, "businessunit", 0 },
  { "businessunit", "businessunitid", GUID, 0, NONE, NULL, NULL, 0 },
  { "businessunit", "name", STRING, 0, NONE, NULL, NULL, 0 },
  { "businessunit", "parentbusinessunitid", LOOKUP, 0, NONE, NULL, "businessunit", 0 },
  { "systemuserroles", "systemuserid", GUID, 0, NONE, NULL, NULL, 0 },
  { "systemuserroles", "roleid", GUID, 0, NONE, NULL, NULL, 0 },
  { "teammembership", "systemuserid", GUID, 0, NONE, NULL, NULL, 0 },
  { "teammembership", "teamid", GUID, 0, NONE, NULL, NULL, 0 },
  { "organization", "organizationid", GUID, 0, NONE, NULL, NULL, 0 },
  { "organization", "name", STRING, 0, NONE, NULL, NULL, 0 },
  { "organization", "languagecode", INT, 0, NONE, NULL, NULL, 0 },
  { "appnotification", "appnotificationid", GUID, 0, NONE, NULL, NULL, 0 },
  { "appnotification", "title", STRING, 256, NONE, NULL, NULL, REQUIRED },
  { "appnotification", "body", STRING, 500, NONE, NULL, NULL, 0 },
  { "appnotification", "data", MEMO, 5000, NONE, NULL, NULL, 0 },
  { "appnotification", "icontype", CHOICE, 0, 100000000,
    "100000000=Info;100000001=Success;100000002=Failure;100000003=Warning;100000004=Mention;"
    "100000005=Custom",
    NULL, 0 },
  { "appnotification", "toasttype", CHOICE, 0, 200000000, "200000000=Timed;200000001=Hidden", NULL,
    0 },
  { "appnotification", "priority", CHOICE, 0, 200000000, "200000000=Normal;200000001=High", NULL,
    0 },
  { "appnotification", "ttlinseconds", INT, 0, 1209600, NULL, NULL, 0 },
  { "appnotification", "ownerid", LOOKUP, 0, NONE, NULL, "systemuser", 0 },
  { "appnotification", "ownerid", LOOKUP, 0, NONE, NULL, "team", 0 },
  { "appnotification", "partitionid", STRING, 100, NONE, NULL, NULL, 0 },
  { "appnotification", "appmoduleid", LOOKUP, 0, NONE, NULL, "appmodule", 0 },
  { "appnotification", "createdon", DATETIME, 0, NONE, NULL, NULL, 0 },
  { "appnotification", "createdby", LOOKUP, 0, NONE, NULL, "systemuser", 0 },
  { "appnotification", "modifiedon", DATETIME, 0, NONE, NULL, NULL, 0 },
  { "settingdefinition", "uniquename", STRING, 0, NONE, NULL, NULL, 0 },
  { "settingdefinition", "datatype", CHOICE, 0, NONE, NULL, NULL, 0 },
  { "settingdefinition", "defaultvalue", STRING, 0, NONE, NULL, NULL, 0 },
  { "settingdefinition", "overridablelevel", CHOICE, 0, NONE, NULL, NULL, 0 },
  { "appsetting", "value", STRING, 0, NONE, NULL, NULL, 0 },
  { "appsetting", "parentappmoduleid", LOOKUP, 0, NONE, NULL, "appmodule", 0 },
  { "appsetting", "settingdefinitionid", LOOKUP, 0, NONE, NULL, "settingdefinition", 0 },
  { "organizationsetting", "value", STRING, 0, NONE, NULL, NULL, 0 },
  { "organizationsetting", "settingdefinitionid", LOOKUP, 0, NONE, NULL, "settingdefinition", 0 },
  { "appusersetting", "value", STRING, 0, NONE, NULL, NULL, 0 },
  { "sdkmessagefilter", "sdkmessageid", LOOKUP, 0, NONE, NULL, "sdkmessage", 0 },
  { "sdkmessagefilter", "primaryobjecttypecode", STRING, 0, NONE, NULL, NULL, 0 },
  { "sdkmessage", "name", STRING, 0, NONE, NULL, NULL, 0 },
};

static HeraldEmulatorSchema *
load (void)
{
  g_autoptr (GError) error = NULL;
  HeraldEmulatorSchema *schema = herald_emulator_schema_load (&error);

  g_assert_no_error (error);
  return schema;
}

static char *
describe_options (const HeraldEmulatorColumn *column)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < column->options->len; i++)
    {
      const HeraldEmulatorOption *option =
        &g_array_index (column->options, HeraldEmulatorOption, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT "=%s", i > 0 ? ";" : "", option->value,
                              option->label);
      if (column->type == STATUS)
        g_string_append_printf (text, "/%" G_GINT64_FORMAT, option->state);
    }
  return g_string_free (text, FALSE);
}

static void
check_fact (HeraldEmulatorSchema *schema, const Fact *fact)
{
  const HeraldEmulatorTable  *table = herald_emulator_schema_find_table (schema, fact->table);
  const HeraldEmulatorColumn *column;
  g_autofree char            *options = NULL;

  g_test_message ("%s.%s", fact->table, fact->column);
  g_assert_nonnull (table);
  column = herald_emulator_table_find_column (table, fact->column);
  g_assert_nonnull (column);
  g_assert_cmpint (column->type, ==, fact->type);
  if (fact->length != 0)
    g_assert_cmpint (column->length, ==, fact->length);
  if (fact->default_value != NONE)
    {
      g_assert_true (column->has_default);
      g_assert_cmpint (column->default_value, ==, fact->default_value);
    }
  options = describe_options (column);
  if (fact->options != NULL)
    g_assert_cmpstr (options, ==, fact->options);
  if (fact->target != NULL)
    g_assert_true (herald_emulator_column_points_to (column, fact->target));
  if ((fact->flags & REQUIRED) != 0)
    g_assert_true (column->required);
  if ((fact->flags & RECOMMENDED) != 0)
    g_assert_true (column->recommended && !column->required);
  g_assert_cmpint (column->secured, ==, (fact->flags & SECURED) != 0);
}

static void
test_columns (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    check_fact (schema, &facts[i]);
}

/* Secured columns that no reference names would hide what clients may read. */
static void
test_secured (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);
  guint      n_secured = 0, n_expected = 0;

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      for (guint j = 0; j < table->columns->len; j++)
        if (((HeraldEmulatorColumn *) g_ptr_array_index (table->columns, j))->secured)
          n_secured++;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if ((facts[i].flags & SECURED) != 0)
      n_expected++;
  g_assert_cmpuint (n_secured, ==, n_expected);
}

/* The columns that every table of a user or team has. */
static void
test_common (void)
{
  static const char *const audit[] = {
    "createdby",
    "modifiedby",
    "createdonbehalfby",
    "modifiedonbehalfby",
    "createdon",
    "modifiedon",
    "overriddencreatedon",
    "importsequencenumber",
    "versionnumber",
    "timezoneruleversionnumber",
    "utcconversiontimezonecode",
  };
  static const char *const owner[] = { "ownerid", "owningbusinessunit", "owningteam",
                                       "owninguser" };

  g_autoptr (HeraldEmulatorSchema) schema = load ();
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      g_test_message ("%s", table->logical_name);
      for (gsize j = 0; j < G_N_ELEMENTS (audit) && !table->intersect; j++)
        g_assert_nonnull (herald_emulator_table_find_column (table, audit[j]));
      for (gsize j = 0; j < G_N_ELEMENTS (owner); j++)
        g_assert_cmpint (herald_emulator_table_find_column (table, owner[j]) != NULL, ==,
                         table->ownership == HERALD_EMULATOR_OWNED_BY_USER);
    }
}

/* Codes, names and sets are of one table each. */
static void
test_tables (void)
{
  static const struct
  {
    const char             *name;
    const char             *set;
    const char             *key;
    HeraldEmulatorOwnership ownership;
  } tables[] = {
    { "msdyn_channelinstance", "msdyn_channelinstances", "msdyn_channelinstanceid",
      HERALD_EMULATOR_OWNED_BY_USER },
    { "msdynmkt_mobileapp", "msdynmkt_mobileapps", "msdynmkt_mobileappid",
      HERALD_EMULATOR_OWNED_BY_USER },
    { "msdynmkt_mobileapplication", "msdynmkt_mobileapplications", "msdynmkt_mobileapplicationid",
      HERALD_EMULATOR_OWNED_BY_ORGANIZATION },
    { "systemuser", "systemusers", "systemuserid", HERALD_EMULATOR_OWNED_BY_UNIT },
    { "role", "roles", "roleid", HERALD_EMULATOR_OWNED_BY_UNIT },
    { "organization", "organizations", "organizationid", HERALD_EMULATOR_OWNED_BY_NOBODY },
    { "appmodule", "appmodules", "appmoduleid", HERALD_EMULATOR_OWNED_BY_ORGANIZATION },
    { "systemuserroles", "systemuserrolescollection", "systemuserroleid",
      HERALD_EMULATOR_OWNED_BY_NOBODY },
    { "appnotification", "appnotifications", "appnotificationid", HERALD_EMULATOR_OWNED_BY_USER },
  };

  g_autoptr (HeraldEmulatorSchema) schema = load ();
  g_autoptr (GHashTable) codes = g_hash_table_new (g_int64_hash, g_int64_equal);
  GPtrArray *all = herald_emulator_schema_get_tables (schema);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      const HeraldEmulatorTable *table = herald_emulator_schema_find_table (schema, tables[i].name);

      g_assert_cmpstr (table->entity_set, ==, tables[i].set);
      g_assert_cmpstr (table->primary_key, ==, tables[i].key);
      g_assert_cmpint (table->ownership, ==, tables[i].ownership);
    }
  for (guint i = 0; i < all->len; i++)
    {
      HeraldEmulatorTable *table = g_ptr_array_index (all, i);

      g_assert_true (g_hash_table_add (codes, &table->object_type_code));
      g_assert_true (herald_emulator_schema_find_set (schema, table->entity_set) == table);
      g_assert_nonnull (table->collection_label);
      g_assert_cmpint (table->elastic, ==, strcmp (table->logical_name, "appnotification") == 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/schema-contract/columns", test_columns);
  g_test_add_func ("/emulator/schema-contract/secured", test_secured);
  g_test_add_func ("/emulator/schema-contract/common", test_common);
  g_test_add_func ("/emulator/schema-contract/tables", test_tables);
  return g_test_run ();
}
