# SPDX-License-Identifier: GPL-3.0-or-later
# Ruby's libraries for Google, OpenID Connect, OAuth and HTTP/2, as their documentation uses them.
require 'async'
require 'async/barrier'
require 'async/http/internet'
require 'googleauth'
require 'json'
require 'jwt'
require 'minitest/autorun'
require 'net/http'
require 'oauth2'
require 'openid_connect'
require 'securerandom'

READY = JSON.parse(File.read(ENV.fetch('HERALD_READY')))
APP = READY['apps'][0]
TENANT = "#{READY['https']}/#{READY['tenantId']}"
MANY = 200

# Calls with net/http; answers the response.
def send_json(method, url, body = nil, headers = {})
  uri = URI(url)
  request = Net::HTTP.const_get(method).new(uri, { 'Content-Type' => 'application/json' }.merge(headers))
  request.body = JSON.generate(body) if body
  Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }
end

def admin(method, path, body = nil)
  answer = send_json(method, "#{READY['http']}/_herald/#{path}", body,
                     'Authorization' => "Bearer #{READY['adminToken']}")
  raise answer.body unless answer.is_a?(Net::HTTPSuccess)

  JSON.parse(answer.body)
end

def add_phone(platform)
  admin(:Post, 'phones', platform: platform, app: APP['id'])
end

class Push < Minitest::Test
  # The library knows Google's address by heart, and signs for it.
  def test_service_account
    credentials = Google::Auth::ServiceAccountCredentials.make_creds(
      json_key_io: File.open(APP['serviceAccount']),
      scope: 'https://www.googleapis.com/auth/firebase.messaging')
    credentials.token_credential_uri = "#{READY['https']}/token"
    phone = add_phone('android')
    answer = send_json(:Post, "#{READY['https']}/v1/projects/#{APP['projectId']}/messages:send",
                       { message: { token: phone['token'], notification: { title: 'Grüße' } } },
                       credentials.apply({}).transform_keys(&:to_s))
    assert_equal '200', answer.code, answer.body
    shown = admin(:Get, "phones/#{phone['id']}/notifications")
    assert_equal(['Grüße'], shown.map { |one| one['title'] })
  end

  def test_apns_by_async_http
    key = OpenSSL::PKey::EC.new(File.read(APP['apnsKey']))
    token = JWT.encode({ iss: APP['teamId'], iat: Time.now.to_i }, key, 'ES256', kid: APP['keyId'])
    phone = add_phone('ios')
    url = "#{READY['h2']}/3/device/#{phone['token']}"
    statuses = Hash.new(0)
    Async do
      internet = Async::HTTP::Internet.new
      barrier = Async::Barrier.new
      MANY.times do
        barrier.async do
          headers = [['authorization', "bearer #{token}"], ['apns-topic', APP['bundleId']]]
          answer = internet.post(url, headers, ['{"aps":{"alert":"Ruby"}}'])
          answer.finish
          statuses[[answer.version, answer.status]] += 1
        end
      end
      barrier.wait
    ensure
      internet&.close
    end
    assert_equal({ ['HTTP/2', 200] => MANY }, statuses)
    assert_equal MANY, admin(:Get, "phones/#{phone['id']}/notifications").length
  end

  def test_registration
    phone = add_phone('android')
    base = "#{READY['https']}/api/v1.0/orgs/#{READY['organizationId']}/pushdeviceregistration/devices"
    item = { MobileAppId: APP['id'], ApiToken: APP['apiToken'] }
    answer = send_json(:Post, base, item.merge(UserId: SecureRandom.uuid, FcmDeviceToken: phone['token']),
                       'x-ms-track-registration' => 'true')
    assert_equal '202', answer.code, answer.body
    asked = item.merge(RegistrationRequestIds: [JSON.parse(answer.body)['RegistrationRequestId']])
    deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + 60
    loop do
      status = JSON.parse(send_json(:Post, "#{base}/status", asked).body)
      return assert_equal([{ 'Status' => 'Success', 'FailureReason' => nil }], status) if
        status[0]['Status'] != 'Pending'

      assert_operator Process.clock_gettime(Process::CLOCK_MONOTONIC), :<, deadline
    end
  end
end

class SignIn < Minitest::Test
  # Presses the button of a person; answers the query of where the browser is sent.
  def pick(url, person)
    page = Net::HTTP.get(URI(url))
    action = page[/<form method="post" action="([^"]+)"/, 1]
    name, value = page.match(/<button type="submit" name="(\w+)" value="([^"]+)">#{person}/).captures
    answer = Net::HTTP.post_form(URI.join(url, action), name => value,
                                 'ticket' => page[/name="ticket" value="([^"]+)"/, 1])
    URI.decode_www_form(URI(answer['Location']).query).to_h
  end

  def test_openid_connect
    provider = OpenIDConnect::Discovery::Provider::Config.discover!("#{TENANT}/v2.0")
    client = OpenIDConnect::Client.new(
      identifier: READY['confidentialClientId'], secret: READY['clientSecret'],
      redirect_uri: 'http://localhost:5000/signin-oidc',
      authorization_endpoint: provider.authorization_endpoint,
      token_endpoint: provider.token_endpoint, userinfo_endpoint: provider.userinfo_endpoint)
    answer = pick(client.authorization_uri(scope: %i[profile email], state: 's', nonce: 'n'), 'Alex Admin')
    assert_equal 's', answer['state']
    client.authorization_code = answer['code']
    tokens = client.access_token!
    id = OpenIDConnect::ResponseObject::IdToken.decode(tokens.id_token, provider.jwks)
    assert id.verify!(issuer: provider.issuer, client_id: READY['confidentialClientId'], nonce: 'n')
    assert_equal id.sub, tokens.userinfo!.sub
    error = assert_raises(Rack::OAuth2::Client::Error) do
      client.authorization_code = answer['code']
      client.access_token!
    end
    assert_match(/invalid_grant/, error.message)
  end

  def test_client_credentials
    %i[request_body basic_auth].each do |scheme|
      client = OAuth2::Client.new(READY['confidentialClientId'], READY['clientSecret'],
                                  token_url: "#{TENANT}/oauth2/v2.0/token", auth_scheme: scheme)
      token = client.client_credentials.get_token(scope: "#{READY['https']}/.default")
      assert_match(/\A\h{8}-/, token.get("#{READY['https']}/api/data/v9.2/WhoAmI").parsed['UserId'])
    end
  end
end
