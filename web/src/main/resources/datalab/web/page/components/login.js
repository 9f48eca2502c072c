// Logging in with a token, which the browser keeps where no script can read it.
import { defineComponent, h, ref } from '../vue.js';
import { logIn } from '../api.js';
import { session } from '../session.js';

export const LoginPage = defineComponent({
  name: 'LoginPage',
  setup() {
    const token = ref('');
    const problem = ref(null);
    const busy = ref(false);
    const submit = async (event) => {
      event.preventDefault();
      busy.value = true;
      problem.value = null;
      try {
        await logIn(token.value.trim());
        location.reload();
      } catch (failure) {
        problem.value = failure.message;
        busy.value = false;
      }
    };
    return () => h('main', { id: 'main', tabindex: -1 }, [
      h('form', { class: 'panel login', onSubmit: submit }, [
        h('h1', 'Log in'),
        session.provider && h('a', {
          class: 'primary',
          href: `login?return_to=${encodeURIComponent(`/${location.hash}`)}`,
        }, `Log in with ${session.provider}`),
        h('p', session.provider
          ? 'Or with a token, which whoever runs this DataLab makes you:'
          : 'This DataLab asks who you are. Whoever runs it makes you a token:'),
        h('pre', h('code', './datalab token create --name you --role read')),
        h('label', ['Token', h('input', {
          type: 'password',
          name: 'token',
          autocomplete: 'current-password',
          required: true,
          value: token.value,
          onInput: (event) => (token.value = event.target.value),
        })]),
        h('button', { type: 'submit', class: 'primary', disabled: busy.value }, 'Log in'),
        problem.value && h('p', { class: 'small bad', role: 'alert' }, problem.value),
      ]),
    ]);
  },
});
