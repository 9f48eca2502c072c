// Who is logged in, as all parts of the page see it.
import { reactive } from './vue.js';

export const session = reactive({
  access: false, // whether anybody has to log in
  name: '',
  anonymous: true,
  provider: null, // through which somebody may log in, by its host
  wanted: false, // whether to ask for a token now
});

/** What `/session` answers. */
export const sessionIs = ({ access, name, anonymous, provider, grants }) =>
  Object.assign(session, { access, name, anonymous, provider, wanted: access && anonymous && !grants.length });

/** An answer said that somebody has to log in. */
export const notLoggedIn = () => {
  session.wanted = true;
};
